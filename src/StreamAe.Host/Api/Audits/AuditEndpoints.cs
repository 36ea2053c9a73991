using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using StreamAe.Host.Api.Requests;
using StreamAe.Host.Api.Running;
using StreamAe.Host.Api.Security;
using StreamAe.Monitoring.Persistence;
using StreamAe.Monitoring.Thresholds;

namespace StreamAe.Host.Api.Audits;

/// <summary><c>/audit</c>: every change, whoever made it and by whatever way, command line included.</summary>
internal static class AuditEndpoints
{
    private const int MostReplays = 10_000;

    public static void Map(IEndpointRouteBuilder api, ServiceDesk desk) => api
        .MapGet("/audit", (string? monitor, int? limit) => TypedResults.Ok(List(desk.Service, monitor, Limits.Of(limit))))
        .RequireRole(Role.Viewer).WithTags("audit").WithSummary("Who changed what and why, the newest first");

    private static Page<AuditEntry> List(OperatedService service, string? monitor, int limit) => new(
    [
        .. service.Select(monitor)
            .SelectMany(m => Thresholds(service, m, limit).Concat(Requests(service, m, limit)).Concat(Replays(service, m, limit)).Concat(service.Audit.Read(m.Name, limit)))
            .OrderByDescending(e => e.At)
            .Take(limit),
    ]);

    /// <summary>What was there before a change is what the change before it, of the same scope, left.</summary>
    private static IEnumerable<AuditEntry> Thresholds(OperatedService service, OperatedMonitor monitor, int limit)
    {
        // One more than may be asked for has what was before the oldest.
        IReadOnlyList<OverrideChange> changes = service.Operators.ReadOverrideAudit(monitor.Name, Limits.MostItems + 1);
        for (int i = 0; i < Math.Min(changes.Count, limit); i++)
        {
            OverrideChange change = changes[i];
            OverrideChange? last = changes.Skip(i + 1).FirstOrDefault(c => c.Override.Scope == change.Override.Scope);
            bool isSet = change.Kind == OverrideChangeKind.Set;
            yield return new AuditEntry(
                change.At,
                change.Author,
                change.Kind switch
                {
                    OverrideChangeKind.Set => "threshold set",
                    OverrideChangeKind.Removed => "threshold removed",
                    _ => "threshold expired",
                },
                monitor.Name,
                change.Override.Scope.Target,
                isSet ? (last is { Kind: OverrideChangeKind.Set } ? TextOf(last.Override) : null) : TextOf(change.Override),
                isSet ? TextOf(change.Override) : null,
                change.Reason);
        }
    }

    private static IEnumerable<AuditEntry> Requests(OperatedService service, OperatedMonitor monitor, int limit) => service.Operators
        .ReadRequests(monitor.Name, limit)
        .Select(record => new AuditEntry(
            record.Request.At,
            record.Request.Author,
            record.Request.Kind.ToString().ToLowerInvariant(),
            monitor.Name,
            record.Request.Entity ?? string.Empty,
            Before: null,
            RequestText.Of(record.Request),
            record.Request.Reason,
            record.IsPending ? null : $"{RequestView.StateOf(record)}: {record.Detail}"));

    /// <summary>An entry for what somebody replayed at once.</summary>
    private static IEnumerable<AuditEntry> Replays(OperatedService service, OperatedMonitor monitor, int limit) => service.Operators
        .ReadReplays(monitor.Name, MostReplays)
        .GroupBy(r => (r.At, r.Author, r.Reason))
        .Take(limit)
        .Select(group => new AuditEntry(
            group.Key.At,
            group.Key.Author,
            "letters replayed",
            monitor.Name,
            Target: string.Empty,
            Before: null,
            RequestText.Of([.. group]),
            group.Key.Reason,
            group.Count(r => r.Copy is null) is > 0 and int unknown ? $"of {unknown} it is not known whether the copy was written" : null));

    private static string TextOf(ThresholdOverride value)
    {
        string rule = ThresholdRule.TryCreate(value.Policy, value.Value, out ThresholdRule known, out _) ? known.ToString() : $"{value.Policy} {value.Value}";
        return value.Expires is DateTimeOffset end ? $"{rule} until {end:u}" : rule;
    }
}
