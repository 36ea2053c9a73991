using StreamAe.Monitoring.Observations;
using StreamAe.Monitoring.Simulation;

namespace StreamAe.Monitoring.Tests.Simulation;

public sealed class SimulatedSourceTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Read_NoRate_GivesWhatTheStreamHolds_UnderTheDirectorysNumbers()
    {
        var stream = new PumpStream(1, pumps: 7);
        var directory = new EntityDirectory();
        directory.GetOrAdd("someone-else");
        directory.GetOrAdd(stream.EntityKey(5));
        await using var source = new SimulatedSource(stream, directory);
        var batch = new ObservationBatch(stream.Schema, 4);
        Assert.Equal(8, directory.Count);

        Assert.True(await source.ReadAsync(batch, 100, Token));
        Assert.True(await source.ReadAsync(batch, 50, Token));

        Assert.Equal(50, batch.Count);
        Assert.Equal(150, batch.EndPosition);
        Assert.Equal(150, source.Position);
        Assert.Equal(0, source.Backlog);
        float[] values = new float[8];
        for (int row = 0; row < 50; row++)
        {
            SimulatedEvent expected = stream.Read(100 + row, values);
            Assert.Equal(100 + row, batch.Positions[row]);
            Assert.Equal(stream.EntityKey(expected.Entity), directory.KeyOf(batch.Entities[row]));
            Assert.Equal(expected.EventTime, batch.EventTimes[row]);
            Assert.Equal(expected.Label, batch.Labels[row]);
            Assert.Equal(values, batch.ValuesOf(row).ToArray());
        }
    }

    [Fact]
    public async Task Read_AtTheEnd_GivesTheRestThenFalse()
    {
        var stream = new CardStream(1, cards: 5);
        await using var source = new SimulatedSource(stream, new EntityDirectory(), end: 10);
        var batch = new ObservationBatch(stream.Schema);
        Assert.True(await source.ReadAsync(batch, 8, Token));
        Assert.True(await source.ReadAsync(batch, 8, Token));
        Assert.Equal(2, batch.Count);
        Assert.Equal(10, batch.EndPosition);
        Assert.False(await source.ReadAsync(batch, 8, Token));
        Assert.Equal(0, batch.Count);
        Assert.Equal(10, batch.EndPosition);
    }

    [Fact]
    public async Task Seek_ToAnEarlierEnd_ContinuesThere()
    {
        var stream = new CardStream(1, cards: 20);
        await using var first = new SimulatedSource(stream, new EntityDirectory());
        await using var second = new SimulatedSource(new CardStream(1, cards: 20), new EntityDirectory());
        var batch = new ObservationBatch(stream.Schema);
        await first.ReadAsync(batch, 1234, Token);
        await second.SeekAsync(batch.EndPosition, Token);
        var resumed = new ObservationBatch(stream.Schema);
        await first.ReadAsync(batch, 500, Token);
        await second.ReadAsync(resumed, 500, Token);
        Assert.Equal(batch.Entities, resumed.Entities);
        Assert.Equal(batch.EventTimes, resumed.EventTimes);
        Assert.Equal(batch.Positions, resumed.Positions);
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await second.SeekAsync(-1, Token));
    }

    [Fact]
    public async Task Read_Paced_WaitsUntilTheNextEventIsDue()
    {
        var time = new ManualTimeProvider();
        var stream = new PumpStream(1, pumps: 7);
        await using var source = new SimulatedSource(stream, new EntityDirectory(), rate: 2, timeProvider: time);
        var batch = new ObservationBatch(stream.Schema);

        Task<bool> read = source.ReadAsync(batch, 100, Token).AsTask();
        time.Advance(TimeSpan.FromMilliseconds(499));
        Assert.False(read.IsCompleted);
        time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.True(await read);
        Assert.Equal(1, batch.Count);

        time.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal(6, source.Backlog);
        ValueTask<bool> due = source.ReadAsync(batch, 4, Token);
        Assert.True(due.IsCompletedSuccessfully && await due);
        Assert.Equal(4, batch.Count);
        Assert.Equal(2, source.Backlog);
        Assert.True(await source.ReadAsync(batch, 100, Token));
        Assert.Equal(2, batch.Count);
        Assert.Equal(0, source.Backlog);
        Assert.Equal(0, time.ArmedTimers);
    }

    [Fact]
    public async Task Read_PacedFast_ComesInBatchesOfTheShortestWait()
    {
        var time = new ManualTimeProvider();
        var stream = new PumpStream(1, pumps: 7);
        await using var source = new SimulatedSource(stream, new EntityDirectory(), rate: 50_000, timeProvider: time);
        var batch = new ObservationBatch(stream.Schema);
        Task<bool> read = source.ReadAsync(batch, 10_000, Token).AsTask();
        time.Advance(TimeSpan.FromMilliseconds(10));
        Assert.True(await read);
        Assert.Equal(500, batch.Count);
    }

    [Fact]
    public async Task Read_PacedSlowly_WaitsInPieces()
    {
        var time = new ManualTimeProvider();
        var stream = new PumpStream(1, pumps: 7);
        await using var source = new SimulatedSource(stream, new EntityDirectory(), rate: 1.0 / 7000, timeProvider: time);
        var batch = new ObservationBatch(stream.Schema);
        Task<bool> read = source.ReadAsync(batch, 10, Token).AsTask();
        time.Advance(TimeSpan.FromHours(1));
        await time.TimerArmed;
        Assert.False(read.IsCompleted);
        time.Advance(TimeSpan.FromHours(1));
        Assert.True(await read);
        Assert.Equal(1, batch.Count);
    }

    [Fact]
    public async Task Backlog_BeforeTheFirstReadAndAfterASeek_IsZero_AndStopsAtTheEnd()
    {
        var time = new ManualTimeProvider();
        var stream = new PumpStream(1, pumps: 7);
        await using var source = new SimulatedSource(stream, new EntityDirectory(), rate: 10, end: 1000, timeProvider: time);
        var batch = new ObservationBatch(stream.Schema);
        time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(0, source.Backlog);

        Task<bool> read = source.ReadAsync(batch, 10, Token).AsTask();
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(await read);
        time.Advance(TimeSpan.FromSeconds(20));
        long backlog = source.Backlog;
        Assert.Equal(210 - batch.Count, backlog);

        await source.SeekAsync(500, Token);
        Assert.Equal(0, source.Backlog);
        read = source.ReadAsync(batch, 10, Token).AsTask();
        time.Advance(TimeSpan.FromHours(10));
        Assert.True(await read);
        Assert.Equal(500, batch.Positions[0]);
        Assert.Equal(1000 - 500 - batch.Count, source.Backlog);
    }

    [Fact]
    public async Task Read_CancelledWhileWaiting_Throws()
    {
        var time = new ManualTimeProvider();
        var stream = new PumpStream(1, pumps: 7);
        await using var source = new SimulatedSource(stream, new EntityDirectory(), rate: 1, timeProvider: time);
        using var stop = new CancellationTokenSource();
        Task<bool> read = source.ReadAsync(new ObservationBatch(stream.Schema), 10, stop.Token).AsTask();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => read);
        Assert.Equal(0, source.Position);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await source.ReadAsync(new ObservationBatch(stream.Schema), 10, stop.Token));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-5)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Construct_UnusableRate_IsRefused(double rate)
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => new SimulatedSource(new PumpStream(1, 1), new EntityDirectory(), rate: rate));
        Assert.Contains("above 0", error.Message);
    }

    [Fact]
    public void Name_Default_SaysWhatItIs()
    {
        Assert.Equal("simulator:pumps", new SimulatedSource(new PumpStream(1, 1), new EntityDirectory()).Name);
        Assert.Equal("mine", new SimulatedSource(new PumpStream(1, 1), new EntityDirectory(), "mine").Name);
    }
}
