using StreamAe.Host.Health;
using StreamAe.Monitoring.Tests;

namespace StreamAe.Host.Tests.Health;

public sealed class StorePingTests
{
    private readonly ManualTimeProvider _time = new();
    private int _pings;

    [Fact]
    public async Task Answers_AskedManyTimes_AsksTheStoreOnceASecond()
    {
        var ping = new StorePing(() => Interlocked.Increment(ref _pings), _time);
        bool[] answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => ping.AnswersAsync()));
        Assert.All(answers, Assert.True);
        Assert.Equal(1, _pings);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(await ping.AnswersAsync());
        Assert.Equal(2, _pings);
    }

    [Fact]
    public async Task Answers_StoreRefuses_IsFalse_AndTrueWhenItIsBack()
    {
        bool isAway = true;
        var ping = new StorePing(() => _ = Volatile.Read(ref isAway) ? throw new IOException("away") : 0, _time);
        Assert.False(await ping.AnswersAsync());
        Volatile.Write(ref isAway, false);
        Assert.False(await ping.AnswersAsync());
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(await ping.AnswersAsync());
    }

    [Fact]
    public async Task Answers_StoreHangs_IsFalseInTime_AndIsNotAskedAgainMeanwhile()
    {
        using var release = new ManualResetEventSlim();
        var ping = new StorePing(
            () =>
            {
                Interlocked.Increment(ref _pings);
                release.Wait();
            },
            _time);
        for (int i = 0; i < 3; i++)
        {
            Task<bool> answer = ping.AnswersAsync();
            _time.Advance(TimeSpan.FromSeconds(2));
            Assert.False(await answer);
        }

        release.Set();
        Assert.InRange(_pings, 0, 1);
    }
}
