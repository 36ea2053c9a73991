namespace StreamAe.Monitoring.Tests;

public sealed class ManualTimeProviderTests
{
    [Fact]
    public void Advance_SeveralTimers_FireInOrderOfDueTimesEachAtItsOwn()
    {
        var time = new ManualTimeProvider();
        long start = time.GetTimestamp();
        var fired = new List<(string Timer, double Seconds)>();
        void Note(object? name) => fired.Add(((string)name!, time.GetElapsedTime(start).TotalSeconds));
        using ITimer late = time.CreateTimer(Note, "late", TimeSpan.FromSeconds(5), Timeout.InfiniteTimeSpan);
        using ITimer every = time.CreateTimer(Note, "every", TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(2));
        ITimer gone = time.CreateTimer(Note, "gone", TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);
        gone.Dispose();

        time.Advance(TimeSpan.FromSeconds(5.5));

        Assert.Equal([("every", 2), ("every", 4), ("late", 5)], fired);
        Assert.Equal(5.5, time.GetElapsedTime(start).TotalSeconds);
        Assert.Equal(1, time.ArmedTimers);
    }

    [Fact]
    public async Task Delay_ClockMoved_Completes()
    {
        var time = new ManualTimeProvider();
        var delay = Task.Delay(TimeSpan.FromSeconds(1), time, TestContext.Current.CancellationToken);
        time.Advance(TimeSpan.FromMilliseconds(999));
        Assert.False(delay.IsCompleted);
        time.Advance(TimeSpan.FromMilliseconds(1));
        await delay;
    }
}
