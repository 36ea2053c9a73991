using Npgsql;
using StreamAe.Monitoring.Operations;

namespace StreamAe.Storage.Postgres;

/// <summary>What became of operators' requests within a commit.</summary>
internal sealed class OutcomeBatch
{
    private readonly SortedDictionary<long, Tally> _bySequence = [];

    public void Clear() => _bySequence.Clear();

    public void Add(RequestOutcome outcome)
    {
        if (!_bySequence.TryGetValue(outcome.Sequence, out Tally? tally))
        {
            _bySequence.Add(outcome.Sequence, tally = new Tally());
        }

        tally.Applied += outcome.Verdict == RequestVerdict.Applied ? 1 : 0;
        tally.Refused += outcome.Verdict == RequestVerdict.Refused ? 1 : 0;
        if (!outcome.IsForAll || outcome.Verdict == RequestVerdict.Refused)
        {
            tally.Detail = outcome.Detail;
        }

        tally.AtSequence = outcome.IsForAll ? null : outcome.AtSequence;
    }

    /// <summary>
    /// In the order of their sequences, a statement each, late in the batch: processes of a cluster that settle one request to all wait for
    /// each other here, shortly and never in a circle.
    /// </summary>
    public void AddTo(NpgsqlBatch batch, long now)
    {
        foreach ((long sequence, Tally tally) in _bySequence)
        {
            CommitBatch.Add(batch, """
                UPDATE operator_request SET applied = applied + $2, refused = refused + $3, settled = $4, detail = coalesce($5, detail), at_sequence = $6
                WHERE sequence = $1
                """,
                Sql.Int64(sequence),
                Sql.Int64(tally.Applied),
                Sql.Int64(tally.Refused),
                Sql.Int64(now),
                Sql.NameOrNull(tally.Detail),
                Sql.Int64(tally.AtSequence));
        }
    }

    private sealed class Tally
    {
        public long Applied { get; set; }

        public long Refused { get; set; }

        public string? Detail { get; set; }

        public long? AtSequence { get; set; }
    }
}
