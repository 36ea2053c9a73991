namespace StreamAe.Storage.Sqlite;

/// <summary>
/// What rows take in a file of SQLite with the store's page size, by the layout of its b-trees (sqlite.org/fileformat2.html, 1.6): a row lies
/// whole in a leaf, as many to a leaf as fit, or its begin there and the rest on pages of its own.
/// </summary>
internal static class TableBytes
{
    public const int PageBytes = 16_384;

    private const int LeafHead = 8;
    private const int CellPointer = 2;

    /// <summary>Longest row that lies whole in a leaf.</summary>
    private const int LargestLocal = PageBytes - 35;

    private const int SmallestLocal = ((PageBytes - 12) * 32 / 255) - 23;

    private const int OverflowLink = 4;

    /// <summary>Bytes of the file for each row.</summary>
    /// <param name="payload">Of the row: its record's head and values.</param>
    /// <param name="key">Bytes of its number or place.</param>
    public static double OfRow(long payload, int key)
    {
        long local = payload, overflow = 0;
        if (payload > LargestLocal)
        {
            long kept = SmallestLocal + ((payload - SmallestLocal) % (PageBytes - OverflowLink));
            local = kept <= LargestLocal ? kept : SmallestLocal;
            overflow = (payload - local + PageBytes - OverflowLink - 1) / (PageBytes - OverflowLink);
        }

        const int LengthBytes = 3;
        long cell = local + key + LengthBytes + CellPointer + (overflow > 0 ? OverflowLink : 0);
        long rows = Math.Max(1, (PageBytes - LeafHead) / cell);
        return ((double)PageBytes / rows) + (overflow * (double)PageBytes);
    }
}
