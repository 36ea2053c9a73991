using System.Text.Json;
using StreamAe.Monitoring.Alerts;
using StreamAe.Monitoring.Persistence;
using StreamAe.Monitoring.Runtime;
using StreamAe.Monitoring.Sinks;

namespace StreamAe.Kafka.Tests.Support;

/// <summary>
/// A store in a file that several processes share: owners, positions, and one line for every observation and dead letter that took effect. Each
/// call reads and writes all of it under a lock, which is slow and plainly right.
/// </summary>
internal sealed class SharedStore(string path) : IStateStore
{
    private readonly Dictionary<string, long> _epochs = [];

    public Content Read() => Locked(stream => Load(stream));

    public SourceClaim Claim(string monitor, string source) => Locked(stream =>
    {
        Content content = Load(stream);
        Source known = content.Sources.GetValueOrDefault(source) ?? new Source(0, null);
        _epochs[source] = known.Epoch + 1;
        content.Sources[source] = known with { Epoch = known.Epoch + 1 };
        Save(content);
        return new SourceClaim(known.Epoch + 1, known.Position);
    });

    /// <summary>A position as an earlier run left it.</summary>
    public void Place(string source, long position) => Locked(stream =>
    {
        Content content = Load(stream);
        content.Sources[source] = content.Sources[source] with { Position = position };
        Save(content);
        return true;
    });

    public CommitOutcome Commit(IReadOnlyList<Poll> polls) => Locked(stream =>
    {
        Content content = Load(stream);
        var lost = new List<LostSource>();
        foreach (Poll poll in polls)
        {
            Source known = content.Sources[poll.Source];
            if (known.Epoch != _epochs[poll.Source])
            {
                lost.Add(new LostSource(string.Empty, poll.Source));
                continue;
            }

            content.Sources[poll.Source] = known with { Position = poll.Batch.EndPosition };
            for (int row = 0; row < poll.Batch.Count; row++)
            {
                content.Effects.Add($"{poll.Source}@{poll.Batch.Positions[row]}={poll.Batch.ValuesOf(row)[0]}");
            }

            foreach (RecordBuffer buffer in poll.Records)
            {
                var reader = new RecordReader(buffer.Bytes.Span);
                while (reader.Read(out SinkRecord record))
                {
                    content.Records.Add(TestRecord.Of(buffer.Sink, record));
                }
            }
        }

        Save(content);
        return lost.Count == 0 ? CommitOutcome.Complete : new CommitOutcome(lost);
    });

    public StoredMonitor? Load(string monitor) => null;

    public IReadOnlyList<StoredEntity?> Find(string monitor, IReadOnlyList<string> keys) => new StoredEntity?[keys.Count];

    public IReadOnlyList<Alert> ReadOutbox(string sink, int max) => [];

    public IReadOnlyDictionary<string, long> CountOutbox() => new Dictionary<string, long>();

    public IReadOnlyList<StoredAlert> ReadAlerts(long after, int max) => [];

    public void MarkPublished(string sink, IReadOnlyList<string> alertIds)
    {
    }

    public IReadOnlyList<StoredRecords> ReadRecords(string sink, int maxBytes) => [];

    public void MarkRecordsPublished(string sink, IReadOnlyList<long> sequences)
    {
    }

    public void Dispose()
    {
    }

    private static Content Load(FileStream stream)
    {
        stream.Position = 0;
        return stream.Length == 0 ? new Content([], [], []) : JsonSerializer.Deserialize<Content>(stream)!;
    }

    /// <summary>A process killed in the middle leaves the old content: the new one is written behind a lock file and renamed.</summary>
    private void Save(Content content)
    {
        string next = path + ".next";
        File.WriteAllBytes(next, JsonSerializer.SerializeToUtf8Bytes(content));
        File.Move(next, path, overwrite: true);
    }

    private T Locked<T>(Func<FileStream, T> work)
    {
        using FileStream gate = OpenAlone(path + ".lock");
        using FileStream stream = new(path, FileMode.OpenOrCreate, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        return work(stream);
    }

    private static FileStream OpenAlone(string file)
    {
        while (true)
        {
            try
            {
                return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException)
            {
                // Another process is in it, for milliseconds.
                Thread.Yield();
            }
        }
    }

    internal sealed record Source(long Epoch, long? Position);

    internal sealed record Content(Dictionary<string, Source> Sources, List<string> Effects, List<TestRecord> Records);
}
