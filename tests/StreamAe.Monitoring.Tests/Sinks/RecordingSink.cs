using System.Text;
using StreamAe.Monitoring.Sinks;

namespace StreamAe.Monitoring.Tests.Sinks;

/// <summary>Keeps the ids of what it takes; fails on demand.</summary>
internal sealed class RecordingSink(string name = "sink") : IRecordSink
{
    private readonly Lock _gate = new();
    private readonly List<string> _ids = [];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Name => name;

    public int FailuresLeft { get; set; }

    public int Calls { get; private set; }

    public IReadOnlyList<string> Ids
    {
        get
        {
            lock (_gate)
            {
                return [.. _ids];
            }
        }
    }

    public async Task Reached(int count)
    {
        while (true)
        {
            Task changed;
            lock (_gate)
            {
                if (_ids.Count >= count)
                {
                    return;
                }

                changed = _changed.Task;
            }

            await changed;
        }
    }

    public ValueTask PublishAsync(IReadOnlyList<ReadOnlyMemory<byte>> batches, CancellationToken cancellationToken)
    {
        if (FailuresLeft > 0)
        {
            FailuresLeft--;
            throw new IOException("down");
        }

        lock (_gate)
        {
            Calls++;
            foreach (ReadOnlyMemory<byte> batch in batches)
            {
                var reader = new RecordReader(batch.Span);
                while (reader.Read(out SinkRecord record))
                {
                    _ids.Add(Encoding.UTF8.GetString(record.Id));
                }
            }

            _changed.TrySetResult();
            _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        return ValueTask.CompletedTask;
    }
}
