using StreamAe.Monitoring.Operations;

namespace StreamAe.Host.Api.Alerts;

/// <summary>What an operator said of an alert.</summary>
/// <param name="Outcome">What its entity made of it; null while it waits for the entity's next event.</param>
internal sealed record SaidView(AlertFeedback Feedback, string Author, DateTimeOffset At, string Reason, string? Outcome)
{
    public static SaidView Of(RequestRecord record) => new(
        record.Request.ReadFeedback().Feedback, record.Request.Author, record.Request.At, record.Request.Reason, record.IsPending ? null : record.Detail);

    /// <returns>Null where nothing was said of the alert.</returns>
    public static SaidView? Of(IReadOnlyDictionary<string, RequestRecord> said, string alert) =>
        said.TryGetValue(alert, out RequestRecord? record) ? Of(record) : null;
}
