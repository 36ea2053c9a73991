using StreamAe.Storage.Commits;

namespace StreamAe.Storage.Sqlite;

/// <summary>Forgets what is older than it is kept, a part with each commit.</summary>
internal sealed class Retention(Database database, StoreOptions options)
{
    // Scores are written in order of their ids, so the oldest have the lowest.
    private readonly Statement _dropScores = database.Prepare($"""
        DELETE FROM score WHERE id IN (SELECT id FROM (SELECT id, written FROM score ORDER BY id LIMIT {RetentionSchedule.RowsACommit}) WHERE written < ?1)
        """);

    private readonly Statement _dropAlerts = database.Prepare($"""
        DELETE FROM alert WHERE sequence IN (
            SELECT sequence FROM alert
            WHERE written < ?1 AND NOT EXISTS (SELECT 1 FROM outbox WHERE outbox.alert = alert.sequence)
            ORDER BY written LIMIT {RetentionSchedule.RowsACommit})
        """);

    private readonly RetentionSchedule _schedule = new(options.Time);

    public void Apply(long now)
    {
        if (_schedule.IsDue)
        {
            bool more = Drop(_dropScores, now, options.ScoreRetention) | Drop(_dropAlerts, now, options.AlertRetention);
            _schedule.Done(more);
        }
    }

    private bool Drop(Statement statement, long now, TimeSpan? retention)
    {
        if (retention is null)
        {
            return false;
        }

        statement.Bind(1, now - retention.Value.Ticks).Run();
        return database.Changes >= RetentionSchedule.RowsACommit;
    }
}
