namespace StreamAe.Monitoring.Operations;

/// <summary>A dead letter that was, or may have been, written to its source again.</summary>
/// <param name="Sequence">0 before it is stored.</param>
/// <param name="Source">The partition that the record could not be taken in from.</param>
/// <param name="Position">Of the record there.</param>
/// <param name="Copy">Position of the copy in the same partition; null where it is not known whether there is one: the process ended in between.</param>
public sealed record LetterReplay(
    long Sequence, string Monitor, string Source, long Position, string Author, DateTimeOffset At, string Reason, long? Copy = null);
