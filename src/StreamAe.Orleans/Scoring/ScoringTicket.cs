namespace StreamAe.Orleans.Scoring;

/// <summary>One entity's rows in a batch.</summary>
/// <param name="First">The first of its rows there.</param>
internal readonly record struct ScoringTicket(ScoringBatcher Batcher, ScoringBatch Batch, int First)
{
    /// <summary>The scores are no longer needed.</summary>
    public void Release()
    {
        if (Batch.ReleaseTicket())
        {
            Batcher.Return(Batch);
        }
    }
}
