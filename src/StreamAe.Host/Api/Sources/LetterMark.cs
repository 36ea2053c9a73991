using StreamAe.Monitoring.Operations;

namespace StreamAe.Host.Api.Sources;

/// <summary>That a dead letter was replayed.</summary>
/// <param name="Copy">Where the copy is in the partition; null where it is not known whether there is one.</param>
internal sealed record LetterMark(string Author, DateTimeOffset At, string Reason, long? Copy)
{
    public static LetterMark Of(LetterReplay replay) => new(replay.Author, replay.At, replay.Reason, replay.Copy);
}
