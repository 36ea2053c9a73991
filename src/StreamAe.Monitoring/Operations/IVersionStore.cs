namespace StreamAe.Monitoring.Operations;

/// <summary>What became of every training of entities, and which of their versions are kept. Safe for concurrent use.</summary>
public interface IVersionStore
{
    /// <summary>The monitors that are stored, by name.</summary>
    IReadOnlyList<string> ListMonitors();

    /// <summary>The entity's place in the store is there: it had an observation.</summary>
    bool HasEntity(string monitor, string entity);

    /// <summary>How many entities of the monitor are stored.</summary>
    long CountEntities(string monitor);

    /// <summary>Keys of entities that hold a text, in the order of their UTF-8 bytes.</summary>
    /// <param name="text">Empty for all.</param>
    /// <param name="after">Only those behind this one; empty for all.</param>
    IReadOnlyList<string> FindEntities(string monitor, string text, string after, int max);

    /// <summary>
    /// Versions by entity, in the order in which they were trained: those that are kept, and the newest trainings that brought none.
    /// </summary>
    /// <param name="entity">Null for all, in the order in which the store met them.</param>
    IEnumerable<VersionRecord> ReadVersions(string monitor, string? entity = null);
}
