namespace StreamAe.Storage.Scores;

/// <summary>Where scores are read from, a blob a call.</summary>
internal interface IScoreBlobs
{
    /// <summary>The row id of an entity; null where it is not stored.</summary>
    long? Find(string monitor, string entity);

    /// <summary>The first blob after one that may hold scores of the time; null at the end.</summary>
    (long Id, List<ScoreBlob.Row> Rows)? Next(string monitor, long after, long from, long to);

    /// <summary>Adds the keys of those entities that are not there yet.</summary>
    void AddKeys(IEnumerable<long> entities, Dictionary<long, string> keys);
}
