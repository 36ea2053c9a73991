namespace StreamAe.Storage.Sqlite;

/// <summary>What a connection is for.</summary>
internal enum DatabaseUse
{
    /// <summary>Makes the file where there is none.</summary>
    Create,

    Write,

    Read,

    /// <summary>Reads, and writes a little, beside a process that owns the folder.</summary>
    Operate,

    /// <summary>Moves the write-ahead log into the file.</summary>
    Checkpoint,

    /// <summary>Reads many rows that lie anywhere.</summary>
    Find,

    /// <summary>Reads beside a process that owns the folder: changes nothing of the file or its log, not even at the end.</summary>
    Observe,
}
