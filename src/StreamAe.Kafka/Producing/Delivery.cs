using Confluent.Kafka;
using StreamAe.Kafka.Brokers;

namespace StreamAe.Kafka.Producing;

/// <summary>The acknowledgements of one publication.</summary>
internal sealed class Delivery
{
    private readonly BrokerWatch _brokers;
    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _pending;

    public Delivery(int messages, BrokerWatch brokers)
    {
        _brokers = brokers;
        _pending = messages;
        if (messages == 0)
        {
            _done.SetResult();
        }
    }

    /// <summary>Every message was taken or refused.</summary>
    public Task Completion => _done.Task;

    public List<Message<byte[], byte[]>> TooLarge { get; } = [];

    /// <summary>The first reason of a message that is not in <see cref="TooLarge"/>.</summary>
    public Error? Error { get; private set; }

    public int Failed { get; private set; }

    public void OnReport(Message<byte[], byte[]> message, Error error)
    {
        if (error.IsError)
        {
            OnRefused(message, error);
            return;
        }

        _brokers.OnAnswer();
        CountDown();
    }

    public void OnRefused(Message<byte[], byte[]> message, Error error)
    {
        lock (_gate)
        {
            if (error.Code is ErrorCode.MsgSizeTooLarge or ErrorCode.RecordListTooLarge)
            {
                TooLarge.Add(message);
            }
            else
            {
                Error ??= error;
                Failed++;
            }
        }

        CountDown();
    }

    private void CountDown()
    {
        if (Interlocked.Decrement(ref _pending) == 0)
        {
            _done.SetResult();
        }
    }
}
