namespace StreamAe.Monitoring.Operations;

/// <summary>
/// What an operator asks of a monitor while it runs. It waits in the store until whoever runs the monitor has taken it to every entity it is
/// about, each of which applies it once, before its next observation.
/// </summary>
/// <param name="Sequence">In the order of appending, over all monitors; 0 before it is appended.</param>
/// <param name="Entity">Null: every entity there is when the request comes.</param>
/// <param name="Body">JSON, by kind; "{}" where the kind says all.</param>
/// <param name="Author">Who asks.</param>
/// <param name="At">When.</param>
/// <param name="Reason">In the author's words.</param>
public sealed record OperatorRequest(
    long Sequence, string Monitor, string? Entity, OperatorRequestKind Kind, string Body, string Author, DateTimeOffset At, string Reason)
{
    /// <summary>
    /// How long a request to all entities waits for those without an event: an entity that comes back later goes on without it. One to a
    /// single entity waits for as long as it takes.
    /// </summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromDays(30);

    public const string NoBody = "{}";

    /// <summary>Of a rollback or a promotion.</summary>
    public VersionBody ReadVersion() => RequestJson.Read(this, RequestJson.Default.VersionBody);

    /// <summary>Of a mark.</summary>
    public MarkBody ReadMark() => RequestJson.Read(this, RequestJson.Default.MarkBody);

    /// <summary>Of feedback.</summary>
    public FeedbackBody ReadFeedback() => RequestJson.Read(this, RequestJson.Default.FeedbackBody);

    /// <summary>Of a snooze.</summary>
    public SnoozeBody ReadSnooze() => RequestJson.Read(this, RequestJson.Default.SnoozeBody);
}
