using StreamAe.Monitoring.Entities;

namespace StreamAe.Orleans.Scoring;

/// <summary>Consecutive rows of an entity that were prepared and wait for their scores.</summary>
/// <param name="Count">Rows.</param>
/// <param name="Prepared">[≥ Count], lent.</param>
/// <param name="Encoded">[≥ Count × F], lent; empty where the values are the encoded features.</param>
/// <param name="Ticket">Of the rows that a model scores; none where there is no such row.</param>
internal readonly record struct PreparedRun(int Count, PreparedRow[] Prepared, float[] Encoded, ScoringTicket Ticket);
