using System.Globalization;
using StreamAe.Host.Operating;
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
                OperatorRequestKind.Feedback when request.ReadFeedback() is FeedbackBody said => $"{FeedbackWord.Of(said.Feedback)}: alert {said.Alert}",
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

    /// <summary>Dead letters, by their places: a few of them.</summary>
    public static string Of(IReadOnlyList<LetterReplay> replays)
    {
        const int Shown = 5;
        string places = string.Join(", ", replays.Reverse().Take(Shown).Select(r => string.Create(CultureInfo.InvariantCulture, $"{r.Source}@{r.Position}")));
        return string.Create(CultureInfo.InvariantCulture, $"{replays.Count} {(replays.Count == 1 ? "letter" : "letters")}: {places}{(replays.Count > Shown ? ", …" : string.Empty)}");
    }

    private static string Time(long ticks) => EventTime.ToUtc(ticks).ToString("u", CultureInfo.InvariantCulture);
}
