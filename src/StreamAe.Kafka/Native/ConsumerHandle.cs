using System.Reflection;
using System.Runtime.InteropServices;
using Confluent.Kafka;

namespace StreamAe.Kafka.Native;

/// <summary>The native client behind Confluent's consumer.</summary>
internal static class ConsumerHandle
{
    private const string PropertyName = "LibrdkafkaHandle";

    /// <summary>
    /// Confluent's <c>Consume</c> allocates 200 to 350 bytes a message. Its client configures, joins the group and calls back on rebalances;
    /// messages are taken from the same native client without it. Valid until the consumer is closed.
    /// </summary>
    public static nint Of(IClient client)
    {
        var handle = typeof(Handle).GetProperty(PropertyName, BindingFlags.Instance | BindingFlags.NonPublic)?.GetValue(client.Handle) as SafeHandle;
        return handle?.DangerousGetHandle()
            ?? throw new MissingMemberException(
                $"Confluent.Kafka {typeof(Handle).Assembly.GetName().Version} has no Handle.{PropertyName}; StreamAe is made for 2.15.1.");
    }
}
