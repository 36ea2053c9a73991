using System.Collections.Concurrent;
using System.Text;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using StreamAe.Kafka.Brokers;
using StreamAe.Kafka.Native;
using StreamAe.Monitoring.Runtime;

namespace StreamAe.Kafka.Consuming;

/// <summary>
/// The consumer thread: takes messages, fills one poll a partition, hands polls over when they are full or their linger is over, and keeps
/// the member in its group whatever else has to wait.
/// </summary>
internal sealed unsafe class ConsumerLoop
{
    private const int IdlePollMs = 50;
    private const long MaxHeldBytes = 4 << 20;

    // The loop looks at what is not about messages this often.
    private static readonly TimeSpan CarePeriod = TimeSpan.FromMilliseconds(250);

    private readonly KafkaFeedOptions _options;
    private readonly IConsumer<Ignore, Ignore> _consumer;
    private readonly Membership _membership;
    private readonly PollSupply _supply;
    private readonly MessageReader _reader;
    private readonly BrokerWatch _brokers;
    private readonly StandstillWatch _watch;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ConcurrentQueue<string> _fenced = new();
    private readonly nint _client;
    private readonly int _maxUnderWay;
    private readonly long _linger;
    private readonly long _look;
    private readonly long _longestFill;
    private readonly Action _dispatchOpen;

    private readonly NativePartitions _native;
    private readonly LongWaitNotice _longWait;
    private long _nextDue = long.MaxValue;
    private long _careAt;

    // Some partition holds messages or is paused for want of a poll: not to be looked for at every message.
    private bool _mayHold;
    private volatile IReadOnlyList<PartitionStatus> _status = [];

    public ConsumerLoop(
        KafkaFeedOptions options,
        IConsumer<Ignore, Ignore> consumer,
        Membership membership,
        PollSupply supply,
        MessageReader reader,
        BrokerWatch brokers,
        StandstillWatch watch,
        int pollsInFlight,
        TimeProvider time,
        ILogger logger)
    {
        _options = options;
        _consumer = consumer;
        _membership = membership;
        _supply = supply;
        _reader = reader;
        _brokers = brokers;
        _watch = watch;
        _time = time;
        _logger = logger;
        _native = new NativePartitions(membership);
        _longWait = new LongWaitNotice(options.Name, time, logger);
        _client = ConsumerHandle.Of(consumer);
        // One partition behind may not take the polls of all others; when all are behind alike, they wait for free polls together.
        _maxUnderWay = Math.Max(1, pollsInFlight * 3 / 4);
        _dispatchOpen = () => DispatchDue(long.MaxValue, isMore: true);
        _linger = (long)(options.Linger.TotalSeconds * time.TimestampFrequency);
        _look = time.TimestampFrequency / 1000;
        _longestFill = (long)(MonitorRuntime.LongestFill.TotalSeconds * time.TimestampFrequency);
    }

    public IReadOnlyList<PartitionStatus> Status => _status;

    /// <summary>No broker can be reached, as far as is known. From any thread.</summary>
    public bool AreBrokersDown => _brokers.IsDown;

    /// <summary>A commit was refused. From any thread.</summary>
    public void OnFenced(string source) => _fenced.Enqueue(source);

    /// <exception cref="KafkaFeedException">The client can do no more.</exception>
    public void Run(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            _watch.Turn();
            if (_supply.TryUnblock() && _mayHold)
            {
                TakeHeld();
            }

            if (_supply.IsBlocked)
            {
                _mayHold = true;
                PauseAll();
            }

            int timeoutMs = TimeoutMs();
            bool isTaken = TakeOne(timeoutMs);
            long now = _time.GetTimestamp();

            // Only a message that was there at once says that there are more.
            if (now >= _nextDue && _supply.CanDispatch && !(isTaken && timeoutMs > 0))
            {
                DispatchDue(now, isMore: isTaken);
            }

            if (now >= _careAt)
            {
                _careAt = now + (long)(CarePeriod.TotalSeconds * _time.TimestampFrequency);
                TakeCare();
            }

            if (_brokers.Fatal is KafkaException fatal)
            {
                throw new KafkaFeedException(fatal.Message, fatal);
            }
        }
    }

    private int TimeoutMs()
    {
        if (_nextDue == long.MaxValue || !_supply.CanDispatch)
        {
            return IdlePollMs;
        }

        double ms = (_nextDue - _time.GetTimestamp()) * 1000.0 / _time.TimestampFrequency;
        return (int)Math.Clamp(Math.Ceiling(ms), 0, IdlePollMs);
    }

    /// <summary>The next message or error, if one comes in time; false where none did. Rebalances happen within.</summary>
    private bool TakeOne(int timeoutMs)
    {
        NativeMessage* message = LibRdKafka.Poll(_client, timeoutMs);
        if (message == null)
        {
            return false;
        }

        if (message->Error != ErrorCode.NoError)
        {
            OnError(message);
            LibRdKafka.Destroy(message);
        }
        else
        {
            Take(message);
        }

        return true;
    }

    private void Take(NativeMessage* message)
    {
        _brokers.OnAnswer();
        FeedPartition? partition = _native.Find(message);
        if (partition is not { IsReading: true } || message->Offset < partition.End)
        {
            LibRdKafka.Destroy(message);
        }
        else if (IsReady(partition, message))
        {
            Read(partition, message);
            DispatchFull(partition);
        }
        else
        {
            _mayHold = true;
            partition.Hold(message);
            if (partition.Held.Count >= _options.PollRows || partition.HeldBytes >= MaxHeldBytes)
            {
                Membership.Pause(_consumer, partition);
            }
        }
    }

    /// <summary>The message, which nobody holds yet, can be read now.</summary>
    private bool IsReady(FeedPartition partition, NativeMessage* message)
    {
        try
        {
            return partition.Held.Count == 0 && HasPoll(partition);
        }
        catch
        {
            // The end came while a poll was waited for. The client cannot be closed while a message of it is not freed.
            LibRdKafka.Destroy(message);
            throw;
        }
    }

    private bool HasPoll(FeedPartition partition) => !_supply.IsBlocked && (partition.Poll is not null || TryOpen(partition));

    private void Read(FeedPartition partition, NativeMessage* message)
    {
        _reader.Read(partition, message);
        LibRdKafka.Destroy(message);
    }

    private void DispatchFull(FeedPartition partition)
    {
        if (_reader.IsFull(partition))
        {
            _membership.Dispatch(partition);
        }
    }

    private bool TryOpen(FeedPartition partition)
    {
        if (_membership.Partitions.Length > 1 && partition.UnderWay >= _maxUnderWay)
        {
            return false;
        }

        partition.Poll = _supply.TryRent(_dispatchOpen);
        if (partition.Poll is null)
        {
            return false;
        }

        _reader.Begin(partition.Poll);
        partition.DueAt = _time.GetTimestamp() + _linger;
        _nextDue = Math.Min(_nextDue, partition.DueAt);
        return true;
    }

    private void TakeHeld()
    {
        bool mayHold = false;
        foreach (FeedPartition partition in _membership.Partitions)
        {
            if (!partition.IsReading)
            {
                continue;
            }

            while (partition.Held.Count > 0 && HasPoll(partition))
            {
                // Freed and no longer held before anything else can fail.
                Read(partition, partition.Unhold());
                DispatchFull(partition);
            }

            if (_supply.IsBlocked)
            {
                return;
            }

            if (partition.IsPaused && partition.Held.Count == 0)
            {
                _consumer.Resume([partition.Id]);
                partition.IsPaused = false;
            }

            mayHold |= partition.Held.Count > 0;
        }

        _mayHold = mayHold;
    }

    private void PauseAll()
    {
        foreach (FeedPartition partition in _membership.Partitions)
        {
            Membership.Pause(_consumer, partition);
        }
    }

    /// <summary>Those that have waited longest first.</summary>
    /// <param name="now">The end of all time, where every poll must go, however little is in it.</param>
    private void DispatchDue(long now, bool isMore)
    {
        FeedPartition? due = FirstDue();
        while (due is not null && due.DueAt <= now && _supply.CanDispatch && (now - due.DueAt >= _longestFill || !_supply.FillsUp(isMore)))
        {
            _membership.Dispatch(due);
            due = FirstDue();
        }

        _nextDue = due is null ? long.MaxValue : Math.Max(due.DueAt, _time.GetTimestamp() + _look);
    }

    private FeedPartition? FirstDue()
    {
        FeedPartition? first = null;
        foreach (FeedPartition partition in _membership.Partitions)
        {
            if (partition.Poll is not null && (first is null || partition.DueAt < first.DueAt))
            {
                first = partition;
            }
        }

        return first;
    }

    private void TakeCare()
    {
        while (_fenced.TryDequeue(out string? source))
        {
            _membership.OnFenced(_consumer, source);
        }

        _watch.IsElsewhere = true;
        _membership.ClaimDue(_consumer);
        _watch.IsElsewhere = false;
        StoreStarts();
        _membership.StoreOffsets(_consumer);
        _brokers.Probe(_consumer);
        _longWait.Note(
            _supply.IsBlocked || (_membership.Partitions.Length > 0 && _membership.Partitions.All(p => p.Held.Count > 0)),
            _supply.IsTraining);
        _status = [.. _membership.Partitions.Select(p => p.StatusAt(_consumer))];
    }

    /// <summary>An empty poll makes the start of a partition durable.</summary>
    private void StoreStarts()
    {
        foreach (FeedPartition partition in _membership.Partitions)
        {
            if (partition.MustStoreStart && partition.IsReading && !_supply.IsBlocked)
            {
                if (partition.Poll is null)
                {
                    if (!TryOpen(partition))
                    {
                        continue;
                    }

                    partition.Poll!.Batch.EndPosition = partition.Next;
                }

                partition.MustStoreStart = false;
            }
        }
    }

    private void OnError(NativeMessage* message)
    {
        string topic = message->Topic == 0 ? string.Empty : NativePartitions.TopicOf(message);
        if (message->Error == ErrorCode.Local_AutoOffsetReset
            && _membership.Find(new TopicPartition(topic, message->Partition)) is FeedPartition { IsReading: true } partition)
        {
            OnOutOfRange(partition);
            return;
        }

        _brokers.OnTopicError(message->Error, topic, Encoding.UTF8.GetString(message->Value));
    }

    private void OnOutOfRange(FeedPartition partition)
    {
        try
        {
            WatermarkOffsets range = _consumer.QueryWatermarkOffsets(partition.Id, StartOffset.BrokerLimit);
            long expected = partition.End;
            if (partition.GoOnAt(range.Low) is > 0 and long deleted)
            {
                FeedLog.Deleted(_logger, partition.Source, deleted, expected, range.Low);
            }
            else
            {
                FeedLog.OutOfRange(_logger, partition.Source, expected, range.Low, range.High);
            }

            Membership.Restart(_consumer, partition, range.Low);
        }
        catch (KafkaException error)
        {
            // It is claimed again, and so begun again, when the broker answers.
            BrokerLog.Detail(_logger, _options.Name, error.Error.Code, error.Error.Reason);
            _membership.Retry(_consumer, partition);
        }
    }
}
