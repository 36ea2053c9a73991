using StreamAe.Monitoring.Operations;

namespace StreamAe.Host.Api.Requests;

/// <summary>What is asked of an entity.</summary>
/// <param name="Version">Of a rollback or a promotion.</param>
/// <param name="From">Event time of the first row of a mark.</param>
/// <param name="To">Event time that is not marked any more.</param>
/// <param name="Exclude">False: rows are taken back into training.</param>
internal sealed record RequestForm(
    OperatorRequestKind Kind, string? Reason, int? Version = null, DateTimeOffset? From = null, DateTimeOffset? To = null, bool? Exclude = null);
