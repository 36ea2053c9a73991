namespace StreamAe.Storage.Sqlite;

/// <summary>What a connection is for.</summary>
internal enum DatabaseUse
{
    /// <summary>Makes the file where there is none.</summary>
    Create,

    Write,

    Read,

    /// <summary>Reads many rows that lie anywhere.</summary>
    Find,
}
