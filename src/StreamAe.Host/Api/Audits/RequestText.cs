using System.Globalization;
using StreamAe.Host.Commands.Operating;
using StreamAe.Monitoring.Observations;
using StreamAe.Monitoring.Operations;

namespace StreamAe.Host.Api.Audits;

/// <summary>What a request asks for, in words.</summary>
internal static class RequestText
{
    /// <returns>Null where its kind says all.</returns>
    public static string? Of(OperatorRequest request)
    {
        try
        {
            return request.Kind switch
            {
                OperatorRequestKind.Rollback or OperatorRequestKind.Promote => string.Create(CultureInfo.InvariantCulture, $"version {request.ReadVersion().Version}"),
                OperatorRequestKind.Mark when request.ReadMark() is MarkBody mark =>
                    $"rows {Time(mark.From)} to {Time(mark.To)} {(mark.Exclude ? "out of" : "back into")} training",
                OperatorRequestKind.Feedback when request.ReadFeedback() is FeedbackBody said => $"{StoredAlerts.Word(said.Feedback)}: alert {said.Alert}",
                OperatorRequestKind.Snooze => $"until {Time(request.ReadSnooze().Until)}",
                _ => null,
            };
        }
        catch (InvalidDataException)
        {
            // Of another version of the program: as it stands.
            return request.Body;
        }
    }

    private static string Time(long ticks) => EventTime.ToUtc(ticks).ToString("u", CultureInfo.InvariantCulture);
}
