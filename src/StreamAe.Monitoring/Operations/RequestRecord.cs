namespace StreamAe.Monitoring.Operations;

/// <summary>A request and what became of it so far: an entry of the audit.</summary>
/// <param name="Applied">Entities that applied it.</param>
/// <param name="Refused">Entities at which it could not be.</param>
/// <param name="Detail">Of the entity it was to, or of the last that refused it; empty where there is nothing to say yet.</param>
/// <param name="AtSequence">The observations of the entity it was to before it; null where it waits, or is to all.</param>
/// <param name="SettledAt">When that became durable last; null where it waits.</param>
public sealed record RequestRecord(OperatorRequest Request, long Applied, long Refused, string Detail, long? AtSequence, DateTimeOffset? SettledAt)
{
    /// <summary>No entity has seen it yet.</summary>
    public bool IsPending => SettledAt is null;
}
