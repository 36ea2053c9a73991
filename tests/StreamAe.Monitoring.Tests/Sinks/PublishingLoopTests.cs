using System.Threading.Channels;
using StreamAe.Monitoring.Sinks;
using StreamAe.Monitoring.Tests.TestData;
using Channel = System.Threading.Channels.Channel;

namespace StreamAe.Monitoring.Tests.Sinks;

public sealed class PublishingLoopTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly ManualTimeProvider _time = new();
    private readonly LogLines _log = new();

    // What each call of the loop meets; the loop waits where nothing is written.
    private readonly Channel<Func<int?>> _answers = Channel.CreateUnbounded<Func<int?>>();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Status_OfFailuresAndARecovery_CountsThem()
    {
        await using PublishingLoop loop = Create();
        await FailAsync(2);
        Assert.Equal(2, loop.Status.Failures);
        Assert.Equal(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero), loop.Status.FailingSince);
        await AnswerAsync(() => 7);
        await AnswerAsync(() => 5);
        await AnswerAsync(() => null);
        await EndAsync(loop);
        Assert.Equal(new SinkStatus("s", 12, 2, null), loop.Status);
    }

    /// <summary>A sink that is down for ten minutes is mentioned once at its beginning, once every five minutes, and when it is back.</summary>
    [Fact]
    public async Task Log_OfALongFailure_SpeaksRarely()
    {
        await using PublishingLoop loop = Create();
        DateTimeOffset end = _time.GetUtcNow() + TimeSpan.FromMinutes(11);
        int failures = 0;
        while (_time.GetUtcNow() < end)
        {
            await FailAsync(1);
            failures++;
        }

        await AnswerAsync(() => 1);
        await AnswerAsync(() => null);
        await EndAsync(loop);
        Assert.True(failures > 20, $"{failures} failures");
        Assert.Equal(4, _log.All.Count);
        Assert.StartsWith("Warning: Sink s does not take what is for it.", _log.All[0]);
        Assert.All(_log.All.Skip(1).Take(2), line => Assert.StartsWith("Warning: Sink s has been failing for 00:", line));
        Assert.StartsWith("Information: Sink s takes what is for it again, after 00:1", _log.All[3]);
    }

    [Fact]
    public async Task Log_OfAFailureDuringWhichTheClockIsSet_SaysHowLongItReallyTook()
    {
        await using PublishingLoop loop = Create();
        await FailAsync(3);
        _time.Jump(-TimeSpan.FromHours(1));
        await AnswerAsync(() => 1);
        await AnswerAsync(() => null);
        await EndAsync(loop);
        Assert.StartsWith("Information: Sink s takes what is for it again, after 00:0", _log.All[^1]);
    }

    [Fact]
    public async Task Pause_AfterFailures_DoublesUpToHalfAMinute()
    {
        await using PublishingLoop loop = Create();
        double expectedMs = 250;
        for (int i = 0; i < 12; i++)
        {
            await AnswerAsync(() => throw new IOException("down"));
            await _time.TimerArmed.WaitAsync(Patience, Stop);
            _time.Advance(TimeSpan.FromMilliseconds((expectedMs * 0.75) - 1));
            Assert.Equal(1, _time.ArmedTimers);
            _time.Advance(TimeSpan.FromMilliseconds((expectedMs * 0.25) + 1));
            expectedMs = Math.Min(expectedMs * 2, 30_000);
        }

        await AnswerAsync(() => null);
        await EndAsync(loop);
    }

    [Theory]
    [InlineData(90, 90)]
    [InlineData(86_400, 600)]
    public async Task Pause_ThatASinkAsksFor_IsKeptUpToTenMinutes(int askedSeconds, int keptSeconds)
    {
        await using PublishingLoop loop = Create();
        await AnswerAsync(() => throw new SinkBusyException("429", TimeSpan.FromSeconds(askedSeconds)));
        await _time.TimerArmed.WaitAsync(Patience, Stop);
        _time.Advance(TimeSpan.FromSeconds(keptSeconds - 1));
        Assert.Equal(1, _time.ArmedTimers);
        _time.Advance(TimeSpan.FromSeconds(1));
        await AnswerAsync(() => null);
        await EndAsync(loop);
    }

    /// <summary>The end comes in a pause of half a minute: one more try and over, without waiting for the clock.</summary>
    [Fact]
    public async Task DisposeAsync_InAPause_TriesOnceMoreAndEnds()
    {
        PublishingLoop loop = Create();
        await AnswerAsync(() => throw new IOException("down"));
        await _time.TimerArmed.WaitAsync(Patience, Stop);
        Task stopped = loop.DisposeAsync().AsTask();
        await AnswerAsync(() => throw new IOException("down"));
        await stopped.WaitAsync(Patience, Stop);
        Assert.Equal(2, loop.Status.Failures);
    }

    [Fact]
    public async Task DisposeAsync_SinkThatNeverAnswers_EndsAfterFiveSeconds()
    {
        PublishingLoop loop = Create();
        Task stopped = loop.DisposeAsync().AsTask();
        await _time.TimerArmed.WaitAsync(Patience, Stop);
        _time.Advance(TimeSpan.FromSeconds(4.9));
        Assert.False(stopped.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(0.1));
        await stopped.WaitAsync(Patience, Stop);
    }

    private PublishingLoop Create() => new(
        "s",
        async cancellationToken => (await _answers.Reader.ReadAsync(cancellationToken))(),
        _time,
        _log);

    private ValueTask AnswerAsync(Func<int?> answer) => _answers.Writer.WriteAsync(answer, Stop);

    private async Task FailAsync(int times)
    {
        for (int i = 0; i < times; i++)
        {
            await AnswerAsync(() => throw new IOException("down"));
            await _time.TimerArmed.WaitAsync(Patience, Stop);
            if (i < times - 1 || times == 1)
            {
                _time.Advance(TimeSpan.FromSeconds(30));
            }
        }
    }

    /// <summary>The last look at what is pending finds nothing.</summary>
    private async Task EndAsync(PublishingLoop loop)
    {
        _time.Advance(TimeSpan.FromSeconds(30));
        await AnswerAsync(() => null);
        await loop.DisposeAsync().AsTask().WaitAsync(Patience, Stop);
    }
}
