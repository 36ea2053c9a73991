using StreamAe.Host.Configuration;

namespace StreamAe.Host.Services.Reloads;

/// <summary>What a process is started with and keeps to its end: where it listens and to whom, where its data are, what it runs in and on, and where its telemetry goes.</summary>
internal static class FixedSettings
{
    /// <summary>The configuration to run, with what is fixed as it is.</summary>
    /// <param name="running">What the process runs.</param>
    /// <param name="written">What its file says by now.</param>
    /// <param name="waiting">Keys whose new values only the next process takes.</param>
    public static ServiceConfiguration Keep(ServiceConfiguration running, ServiceConfiguration written, out IReadOnlyList<string> waiting)
    {
        RuntimeConfiguration runtime = written.Runtime with
        {
            Kind = running.Runtime.Kind,
            Cluster = running.Runtime.Cluster,
            Address = running.Runtime.Address,
            Port = running.Runtime.Port,
            Tls = running.Runtime.Tls,
        };
        StoreConfiguration store = running.Store with { KeepScores = written.Store.KeepScores, KeepAlerts = written.Store.KeepAlerts };
        waiting =
        [
            .. new (string Key, bool IsChanged)[]
            {
                ("data", running.Data != written.Data),
                ("store", store != written.Store),
                ("runtime", runtime != written.Runtime),
                ("compute", running.Compute != written.Compute),
                ("computeDevice", running.ComputeDevice != written.ComputeDevice),
                ("health", running.Health != written.Health),
                ("api", !AreSame(running.Api, written.Api)),
                ("telemetry", !AreSame(running.Telemetry, written.Telemetry)),
            }.Where(setting => setting.IsChanged).Select(setting => setting.Key),
        ];
        return written with
        {
            Data = running.Data,
            Store = store,
            Runtime = runtime,
            Compute = running.Compute,
            ComputeDevice = running.ComputeDevice,
            Health = running.Health,
            Api = running.Api,
            Telemetry = running.Telemetry,
        };
    }

    private static bool AreSame(ApiConfiguration? one, ApiConfiguration? other) => one is null || other is null
        ? one == other
        : one with { Keys = other.Keys, Oidc = other.Oidc } == other && one.Keys.SequenceEqual(other.Keys) && AreSame(one.Oidc, other.Oidc);

    private static bool AreSame(OidcConfiguration? one, OidcConfiguration? other) => one is null || other is null
        ? one == other
        : one with { Roles = other.Roles } == other && one.Roles.OrderBy(r => r.Key).SequenceEqual(other.Roles.OrderBy(r => r.Key));

    private static bool AreSame(TelemetryConfiguration? one, TelemetryConfiguration? other) => one is null || other is null
        ? one == other
        : one with { Headers = other.Headers } == other && one.Headers.OrderBy(h => h.Key).SequenceEqual(other.Headers.OrderBy(h => h.Key));
}
