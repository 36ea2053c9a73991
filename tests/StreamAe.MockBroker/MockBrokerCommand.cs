using Confluent.Kafka;
using BrokerUnderCommand = StreamAe.Kafka.Mock.MockBroker;

namespace StreamAe.MockBroker;

/// <summary>One line of the mock broker's standard input; the answer is one line too.</summary>
internal static class MockBrokerCommand
{
    public const string Quit = "quit";
    public const string Ok = "ok";

    public static string Run(BrokerUnderCommand broker, string line)
    {
        string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        try
        {
            switch (words)
            {
                case ["topic", string topic, string partitions]:
                    broker.CreateTopic(topic, int.Parse(partitions));
                    return Ok;
                case ["delete", string topic]:
                    broker.DeleteTopic(topic);
                    return Ok;
                case ["down", string id]:
                    broker.SetDown(int.Parse(id));
                    return Ok;
                case ["up", string id]:
                    broker.SetUp(int.Parse(id));
                    return Ok;
                case ["delay", string id, string ms]:
                    broker.SetDelay(int.Parse(id), int.Parse(ms));
                    return Ok;
                case ["leader", string topic, string partition, string id]:
                    broker.SetLeader(topic, int.Parse(partition), int.Parse(id));
                    return Ok;
                case ["errors", string api, string error, string count]:
                    broker.FailNext(short.Parse(api), Enum.Parse<ErrorCode>(error), int.Parse(count));
                    return Ok;
                default:
                    return $"error: '{line}' is none of: topic NAME PARTITIONS, delete NAME, down N, up N, delay N MS, leader TOPIC PARTITION BROKER, "
                        + "errors API CODE COUNT, quit";
            }
        }
        catch (Exception error) when (error is KafkaException or FormatException or OverflowException or ArgumentException)
        {
            return $"error: {error.Message}";
        }
    }
}
