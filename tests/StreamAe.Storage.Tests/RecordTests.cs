using StreamAe.Monitoring.Persistence;
using StreamAe.Monitoring.Runtime;
using StreamAe.Monitoring.Sinks;
using StreamAe.Storage.Tests.Support;

namespace StreamAe.Storage.Tests;

/// <summary>Records that wait for sinks: over every store.</summary>
public abstract class RecordTests
{
    private protected abstract StorePlace NewPlace();

    [Fact]
    public async Task Records_OfEverySink_AreThereInCommitOrderUntilTaken()
    {
        using StorePlace place = NewPlace();
        var expected = new List<byte[]>();
        using (IStateStore store = place.Open())
        {
            await CommitAsync(store, expected);
        }

        using IStateStore reopened = place.Open();
        IReadOnlyList<StoredRecords> all = reopened.ReadRecords("topic", int.MaxValue);
        Assert.Equal(expected.Select(Convert.ToHexString), all.Select(r => Convert.ToHexString(r.Records)));
        Assert.Equal(all.Select(r => r.Sequence).Order(), all.Select(r => r.Sequence));
        Assert.Equal(4, all.Count);
        Assert.Equal(2, reopened.ReadRecords("other \0 topic", int.MaxValue).Count);
        Assert.Empty(reopened.ReadRecords("never", int.MaxValue));

        // What fits, and one at least.
        Assert.Equal(2, reopened.ReadRecords("topic", all[0].Records.Length + all[1].Records.Length).Count);
        Assert.Single(reopened.ReadRecords("topic", all[0].Records.Length + all[1].Records.Length - 1));
        Assert.Single(reopened.ReadRecords("topic", 0));

        reopened.MarkRecordsPublished("other \0 topic", [.. all.Select(r => r.Sequence)]);
        Assert.Equal(4, reopened.ReadRecords("topic", int.MaxValue).Count);
        reopened.MarkRecordsPublished("topic", [all[0].Sequence, all[2].Sequence, 12345]);
        Assert.Equal([all[1].Sequence, all[3].Sequence], reopened.ReadRecords("topic", int.MaxValue).Select(r => r.Sequence));
    }

    [Fact]
    public async Task Records_ThatWereTakenTwice_AreNotConfusedWithNewerOnes()
    {
        using StorePlace place = NewPlace();
        using IStateStore store = place.Open();
        await CommitAsync(store, []);
        long[] taken = [.. store.ReadRecords("topic", int.MaxValue).Select(r => r.Sequence)];
        store.MarkRecordsPublished("topic", taken);
        store.MarkRecordsPublished("other \0 topic", [.. store.ReadRecords("other \0 topic", int.MaxValue).Select(r => r.Sequence)]);
        await CommitAsync(store, []);
        store.MarkRecordsPublished("topic", taken);
        Assert.Equal(4, store.ReadRecords("topic", int.MaxValue).Count);
    }

    private static async Task CommitAsync(IStateStore store, List<byte[]> expected) => await TestMonitor.RunAsync(
        new StoreCommitter(store, 2, poll =>
        {
            RecordBuffer records = poll.RecordsFor("topic");
            for (int row = 0; row < poll.Batch.Count; row++)
            {
                records.Add(new SinkRecord(BitConverter.GetBytes(poll.Batch.Positions[row]), "key"u8, [0, 255, 7], []));
            }

            expected.Add(records.Bytes.ToArray());
            if (expected.Count % 2 == 0)
            {
                poll.RecordsFor("other \0 topic").Add(new SinkRecord([], [], [], "why"u8));
            }
        }),
        200,
        TestMonitor.Options(pollRows: 50, training: TrainingMode.Off),
        definition: TestMonitor.Untrained);
}
