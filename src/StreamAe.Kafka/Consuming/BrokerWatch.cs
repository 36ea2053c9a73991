using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace StreamAe.Kafka.Consuming;

/// <summary>Says each change of the brokers' state once. Used by the consumer thread alone.</summary>
internal sealed class BrokerWatch(KafkaFeedOptions options, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan ProbePeriod = TimeSpan.FromSeconds(2);

    // What was said since all was well: a text that comes again and again is said once.
    private readonly HashSet<(ErrorCode Code, string Subject)> _said = [];
    private string _lastReason = "no reason given";
    private bool _isDown;
    private Task<bool>? _probe;
    private long _probedAt;

    /// <summary>Ends the feed.</summary>
    public KafkaFeedException? Fatal { get; private set; }

    /// <summary>An error of the client as a whole.</summary>
    public void OnError(Error error)
    {
        if (error.IsFatal)
        {
            Fatal ??= new KafkaFeedException($"Kafka source '{options.Name}' cannot go on: {error.Code}: {error.Reason}.");
            return;
        }

        switch (error.Code)
        {
            case ErrorCode.Local_AllBrokersDown:
                if (!_isDown)
                {
                    _isDown = true;
                    FeedLog.BrokersDown(logger, options.Name, options.Brokers, _lastReason);
                }

                break;
            case ErrorCode.Local_Authentication or ErrorCode.SaslAuthenticationFailed or ErrorCode.Local_Ssl
                or ErrorCode.UnsupportedSaslMechanism or ErrorCode.IllegalSaslState:
                _lastReason = error.Reason;
                if (_said.Add((error.Code, string.Empty)))
                {
                    FeedLog.Refused(logger, options.Name, error.Code, error.Reason);
                }

                break;
            case ErrorCode.Local_Transport or ErrorCode.Local_Resolve or ErrorCode.Local_TimedOut or ErrorCode.NetworkException:
                _lastReason = error.Reason;
                FeedLog.Detail(logger, options.Name, error.Code, error.Reason);
                break;
            default:
                if (_said.Add((error.Code, string.Empty)))
                {
                    FeedLog.Trouble(logger, options.Name, error.Code, error.Reason);
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
                FeedLog.UnknownTopic(logger, options.Name, topic, reason);
                break;
            case ErrorCode.TopicAuthorizationFailed or ErrorCode.GroupAuthorizationFailed or ErrorCode.ClusterAuthorizationFailed:
                FeedLog.Unauthorized(logger, options.Name, topic.Length == 0 ? options.Group : topic, reason);
                break;
            default:
                FeedLog.Trouble(logger, options.Name, code, reason);
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
            FeedLog.BrokersUp(logger, options.Name);
        }
    }

    /// <summary>While no broker could be reached: finds out whether one can again, where no message says so.</summary>
    public void Probe(IClient client)
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
            _probe = Task.Run(() => Answers(client));
        }
    }

    /// <summary>The client may be closed after this.</summary>
    public void Close() => _probe?.Wait();

    private static bool Answers(IClient client)
    {
        try
        {
            using IAdminClient admin = new DependentAdminClientBuilder(client.Handle).Build();
            return admin.GetMetadata(ProbePeriod).Brokers.Count > 0;
        }
        catch (KafkaException)
        {
            return false;
        }
    }
}
