using StreamAe.Monitoring.Operations;
using StreamAe.Monitoring.Persistence;
using StreamAe.Storage.Tests.Support;

namespace StreamAe.Storage.Tests;

/// <summary>Replays of dead letters, each once: over every store.</summary>
public abstract class LetterReplayTests
{
    private static readonly LetterReplay Wanted = new(
        0, TestMonitor.Name, "plant/kafka:readings/3", 17, "Zoë \"🚰\"", DateTimeOffset.UnixEpoch.AddHours(1), "the path was wrong");

    private protected abstract StorePlace NewPlace();

    private protected abstract IOperatorStore OpenForOperator(StorePlace place);

    [Fact]
    public void BeginReplay_OfALetterThatHasOne_IsRefusedUnlessAskedForAgain()
    {
        using StorePlace place = NewPlace();
        using IStateStore store = place.Open();
        (LetterReplay first, bool isNew) = (null!, false);
        using (IOperatorStore one = OpenForOperator(place))
        {
            (first, isNew) = one.BeginReplay(Wanted, again: false);
            Assert.True(isNew);
            Assert.Equal(Wanted with { Sequence = first.Sequence }, first);
            one.EndReplay(first.Sequence, 99);
        }

        using IOperatorStore other = OpenForOperator(place);
        Assert.Equal((first with { Copy = 99 }, false), other.BeginReplay(Wanted with { Author = "Ann" }, again: false));
        Assert.True(other.BeginReplay(Wanted with { Position = 18 }, again: false).IsNew);
        Assert.True(other.BeginReplay(Wanted with { Source = "plant/kafka:readings/4" }, again: false).IsNew);
        Assert.True(other.BeginReplay(Wanted with { Monitor = "other" }, again: false).IsNew);
        (LetterReplay again, isNew) = other.BeginReplay(Wanted with { Author = "Ann" }, again: true);
        Assert.True(isNew);
        Assert.Equal(again, other.ReadReplays(TestMonitor.Name, 1)[0]);
        Assert.Equal([null, null, null, 99L], other.ReadReplays(TestMonitor.Name, 10).Select(r => r.Copy));
        Assert.Single(other.ReadReplays("other", 10));

        // A replay alone is no state.
        Assert.Null(store.Load(TestMonitor.Name));
    }

    [Fact]
    public void WithdrawReplay_OfWhatWasNotMade_LeavesTheLetterToBeReplayed()
    {
        using StorePlace place = NewPlace();
        using IStateStore store = place.Open();
        using IOperatorStore letters = OpenForOperator(place);
        letters.WithdrawReplay(letters.BeginReplay(Wanted, again: false).Replay.Sequence);
        Assert.Empty(letters.ReadReplays(TestMonitor.Name, 10));
        Assert.True(letters.BeginReplay(Wanted, again: false).IsNew);
    }

    [Fact]
    public async Task BeginReplay_OfOneLetterByManyAtOnce_IsNewOnce()
    {
        using StorePlace place = NewPlace();
        using IStateStore store = place.Open();
        bool[] isNew = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() =>
        {
            using IOperatorStore letters = OpenForOperator(place);
            return letters.BeginReplay(Wanted, again: false).IsNew;
        })));
        Assert.Single(isNew, n => n);
    }
}
