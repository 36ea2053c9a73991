using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using StreamAe.Host.Configuration;
using StreamAe.Host.Modules;
using StreamAe.Host.Tls;
using StreamAe.Monitoring.Modules;
using StreamAe.Monitoring.Runtime;

namespace StreamAe.Host.Services;

/// <summary>Makes what a configuration's runtimes live in.</summary>
internal static class RuntimeHosts
{
    public static IRuntimeHost Create(ServiceConfiguration configuration, PartCatalog parts, TimeProvider time, ILoggerFactory loggers)
    {
        RuntimeConfiguration runtime = configuration.Runtime;
        if (runtime.Kind == RuntimeKind.Local)
        {
            return new LocalRuntimeHost();
        }

        var setup = new RuntimeSetup(time, loggers) { Cluster = runtime.Cluster, Address = Resolve(runtime.Address), Port = runtime.Port ?? 0 };
        if (runtime.Tls is TlsConfiguration files)
        {
            var tls = new RenewableTls(files, time, loggers.CreateLogger<RenewableTls>());
            setup = setup with { Tls = () => tls.Current };
        }

        if (configuration.Store is PostgresStoreConfiguration postgres)
        {
            setup = setup with { Database = postgres.Connection.Reveal(), Schema = postgres.Schema };
        }

        return Orleans(parts, setup);
    }

    /// <exception cref="InvalidOperationException">This build has no such part.</exception>
    public static IRuntimeHost Orleans(PartCatalog parts, RuntimeSetup setup) =>
        parts.TryFind(PartNames.Orleans, m => m.Runtime == PartNames.OrleansRuntime, out IRuntimeModule? module, out string obstacle)
            ? module!.Create(setup)
            : throw new InvalidOperationException($"The part {PartNames.Orleans} {obstacle}.");

    private static IPAddress Resolve(string address)
    {
        try
        {
            IPAddress[] found = Dns.GetHostAddresses(address == RuntimeConfiguration.OwnAddress ? Dns.GetHostName() : address);
            return found.FirstOrDefault(a => a.AddressFamily == AddressFamily.InterNetwork) ?? found[0];
        }
        catch (SocketException error)
        {
            throw new IOException($"runtime.address: {address} is no address of a machine: {error.Message}. Write this machine's IP address or host name.", error);
        }
    }
}
