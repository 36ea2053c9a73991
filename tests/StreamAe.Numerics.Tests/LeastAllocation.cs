namespace StreamAe.Numerics.Tests;

/// <summary>Bytes a piece of work allocates once it is warm.</summary>
internal static class LeastAllocation
{
    /// <summary>
    /// The least of 20 rounds of 20 calls. The JIT replaces the code while it runs and may allocate for itself; work that allocates does so
    /// in every round.
    /// </summary>
    public static long Of(Action work)
    {
        work();
        long least = long.MaxValue;
        for (int round = 0; round < 20 && least > 0; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int call = 0; call < 20; call++)
            {
                work();
            }

            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}
