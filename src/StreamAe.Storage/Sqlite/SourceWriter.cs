using StreamAe.Monitoring.Persistence;
using StreamAe.Monitoring.Runtime;

namespace StreamAe.Storage.Sqlite;

/// <summary>Writes positions of sources, and who may.</summary>
internal sealed class SourceWriter(Database database)
{
    /// <summary>Epochs of the sources that were claimed here.</summary>
    private readonly Dictionary<(string Monitor, string Source), long> _claims = [];

    private readonly Statement _claim = database.Prepare("""
        INSERT INTO position (monitor, source, next, epoch) VALUES (?1, ?2, NULL, 1)
        ON CONFLICT (monitor, source) DO UPDATE SET epoch = epoch + 1
        RETURNING epoch, next
        """);

    private readonly Statement _put = database.Prepare("""
        INSERT INTO position (monitor, source, next) VALUES (?1, ?2, ?3)
        ON CONFLICT (monitor, source) DO UPDATE SET next = excluded.next
        """);

    private readonly Statement _putClaimed = database.Prepare("UPDATE position SET next = ?3 WHERE monitor = ?1 AND source = ?2 AND epoch = ?4");

    public SourceClaim Claim(long monitor, string source)
    {
        _claim.Bind(1, monitor).BindText(2, source).Step();
        var claim = new SourceClaim(_claim.Int64(0), _claim.IsNull(1) ? null : _claim.Int64(1));
        _claim.Run();
        return claim;
    }

    /// <summary>The claim is durable: from now on commits are checked against it.</summary>
    public void Hold(string monitor, string source, long epoch) => _claims[(monitor, source)] = epoch;

    /// <summary>Sets the source's position to the poll's end; false, and nothing changed, where another has claimed the source since.</summary>
    public bool Advance(long monitor, Poll poll)
    {
        if (!_claims.TryGetValue((poll.Plans.Definition.Name, poll.Source), out long epoch))
        {
            _put.Bind(1, monitor).BindText(2, poll.Source).Bind(3, poll.Batch.EndPosition).Run();
            return true;
        }

        _putClaimed.Bind(1, monitor).BindText(2, poll.Source).Bind(3, poll.Batch.EndPosition).Bind(4, epoch).Run();
        return database.Changes == 1;
    }
}
