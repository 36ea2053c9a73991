namespace StreamAe.Kafka.Tests.Support;

/// <summary>Waits for what other threads and processes bring about.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(20);

    public static async Task IsTrueAsync(Func<bool> condition, Func<string> describe, TimeSpan? limit = null)
    {
        TimeSpan within = limit ?? TimeSpan.FromSeconds(60);
        long start = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            if (TimeProvider.System.GetElapsedTime(start) > within)
            {
                Assert.Fail($"Not within {within}: {describe()}");
            }

            await Task.Delay(Step);
        }
    }
}
