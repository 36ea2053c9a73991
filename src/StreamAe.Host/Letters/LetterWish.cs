namespace StreamAe.Host.Letters;

/// <summary>How dead letters are to be replayed.</summary>
/// <param name="DryRun">Only says what would become of them.</param>
/// <param name="Again">Also those that were replayed before.</param>
/// <param name="Author">Stands in the audit, as the time and the reason: one of each for all.</param>
/// <param name="LastEventTime">By monitor and entity, ticks; null where it is not known, and lateness is left to the monitor.</param>
internal sealed record LetterWish(bool DryRun, bool Again, string Author, DateTimeOffset At, string Reason, Func<string, string, long?> LastEventTime);
