using StreamAe.Monitoring.Persistence;

namespace StreamAe.Storage.Scores;

/// <summary>Walks the scores of a monitor, or of one entity, from blob to blob.</summary>
internal static class ScoreWalk
{
    public static IEnumerable<StoredScore> Read(IScoreBlobs blobs, string monitor, long from, long to, string? entity)
    {
        long? only = entity is null ? null : blobs.Find(monitor, entity);
        if (entity is not null && only is null)
        {
            yield break;
        }

        var keys = new Dictionary<long, string>();
        long last = 0;
        while (blobs.Next(monitor, last, from, to) is (long id, List<ScoreBlob.Row> rows))
        {
            last = id;
            rows.RemoveAll(r => r.EventTime < from || r.EventTime >= to || (only is not null && r.Entity != only));
            blobs.AddKeys(rows.Select(r => r.Entity), keys);
            foreach (ScoreBlob.Row row in rows)
            {
                yield return new StoredScore(keys[row.Entity], row.EventTime, row.Surprise, row.Score);
            }
        }
    }
}
