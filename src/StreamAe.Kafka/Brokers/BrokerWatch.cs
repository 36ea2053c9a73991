using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace StreamAe.Kafka.Brokers;

/// <summary>Says each change of the brokers' state once. Used by one thread: the one that serves the client's callbacks.</summary>
/// <param name="client">As it is named in messages: <c>Kafka source 'NAME'</c>.</param>
internal sealed class BrokerWatch(string client, string brokers, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan ProbePeriod = TimeSpan.FromSeconds(2);

    // What was said since all was well: a text that comes again and again is said once.
    private readonly HashSet<(ErrorCode Code, string Subject)> _said = [];
    private string _lastReason = "no reason given";
    private volatile bool _isDown;
    private Task<bool>? _probe;
    private long _probedAt;

    /// <summary>No broker can be reached, as far as is known. From any thread.</summary>
    public bool IsDown => _isDown;

    /// <summary>The client can do no more.</summary>
    public KafkaException? Fatal { get; private set; }

    /// <summary>An error of the client as a whole.</summary>
    public void OnError(Error error)
    {
        if (error.IsFatal)
        {
            Fatal ??= new KafkaException(new Error(error.Code, $"{client} cannot go on: {error.Code}: {error.Reason}.", isFatal: true));
            return;
        }

        switch (error.Code)
        {
            case ErrorCode.Local_AllBrokersDown:
                if (!_isDown)
                {
                    _isDown = true;
                    BrokerLog.Down(logger, client, brokers, _lastReason);
                }

                break;
            case ErrorCode.Local_Authentication or ErrorCode.SaslAuthenticationFailed or ErrorCode.Local_Ssl
                or ErrorCode.UnsupportedSaslMechanism or ErrorCode.IllegalSaslState:
                _lastReason = error.Reason;
                if (_said.Add((error.Code, string.Empty)))
                {
                    BrokerLog.Refused(logger, client, error.Code, error.Reason);
                }

                break;
            case ErrorCode.Local_Transport or ErrorCode.Local_Resolve or ErrorCode.Local_TimedOut or ErrorCode.NetworkException:
                _lastReason = error.Reason;
                BrokerLog.Detail(logger, client, error.Code, error.Reason);
                break;
            default:
                if (_said.Add((error.Code, string.Empty)))
                {
                    BrokerLog.Trouble(logger, client, error.Code, error.Reason);
                }

                break;
        }
    }

    /// <summary>An error of a topic or a partition, in place of a message.</summary>
    public void OnTopicError(ErrorCode code, string topic, string reason)
    {
        if (!_said.Add((code, topic)))
        {
            return;
        }

        switch (code)
        {
            case ErrorCode.UnknownTopicOrPart or ErrorCode.Local_UnknownTopic or ErrorCode.Local_UnknownPartition:
                BrokerLog.UnknownTopic(logger, client, topic, reason);
                break;
            case ErrorCode.TopicAuthorizationFailed or ErrorCode.GroupAuthorizationFailed or ErrorCode.ClusterAuthorizationFailed:
                BrokerLog.Unauthorized(logger, client, topic.Length == 0 ? "the group" : topic, reason);
                break;
            default:
                BrokerLog.Trouble(logger, client, code, reason);
                break;
        }
    }

    /// <summary>A topic gave partitions: if it is missing again, that is news.</summary>
    public void OnAssigned(string topic) => _said.RemoveWhere(s => s.Subject == topic);

    /// <summary>A message came.</summary>
    public void OnAnswer()
    {
        if (_isDown)
        {
            _isDown = false;
            _said.RemoveWhere(s => s.Subject.Length == 0);
            BrokerLog.Up(logger, client);
        }
    }

    /// <summary>While no broker could be reached: finds out whether one can again, where no message says so.</summary>
    public void Probe(IClient asked)
    {
        if (!_isDown)
        {
            return;
        }

        if (_probe is { IsCompleted: true } ended)
        {
            _probe = null;
            if (ended.Result)
            {
                OnAnswer();
            }
        }
        else if (_probe is null && time.GetElapsedTime(_probedAt) > ProbePeriod)
        {
            _probedAt = time.GetTimestamp();
            _probe = Task.Run(() => Answers(asked));
        }
    }

    /// <summary>The client may be closed after this.</summary>
    public void Close() => _probe?.Wait();

    private static bool Answers(IClient asked)
    {
        try
        {
            using IAdminClient admin = new DependentAdminClientBuilder(asked.Handle).Build();
            return admin.GetMetadata(ProbePeriod).Brokers.Count > 0;
        }
        catch (KafkaException)
        {
            return false;
        }
    }
}
