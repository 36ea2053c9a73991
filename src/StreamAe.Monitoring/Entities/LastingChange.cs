namespace StreamAe.Monitoring.Entities;

/// <summary>What was anomalous before a lasting change was told is the new behaviour: it may be learned.</summary>
internal static class LastingChange
{
    // Of the newest rows, which made the change.
    private const int Rows = 512;

    /// <summary>Takes anomalous rows back into training; what was kept out for another reason stays out.</summary>
    /// <param name="sequence">Of the row that the change was told with: later ones may have been prepared already.</param>
    public static void Include(RowHistory history, long sequence)
    {
        for (long number = Math.Max(history.Begin, sequence + 1 - Rows); number <= sequence; number++)
        {
            history.Include(number);
        }
    }
}
