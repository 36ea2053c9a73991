using System.Runtime.InteropServices;
using Confluent.Kafka;

namespace StreamAe.Kafka.Native;

/// <summary>The headers of a message.</summary>
internal static unsafe class MessageHeaders
{
    /// <summary>Null where there are none; allocates only where there are some.</summary>
    public static Headers? Read(NativeMessage* message)
    {
        if (LibRdKafka.Headers(message, out nint list) != ErrorCode.NoError)
        {
            return null;
        }

        var headers = new Headers();
        for (nint i = 0; LibRdKafka.Header(list, i, out nint name, out nint value, out nint bytes) == ErrorCode.NoError; i++)
        {
            // The client's type refuses a null name but no null value.
            headers.Add(
                Marshal.PtrToStringUTF8(name) ?? string.Empty,
                value == 0 ? null : new ReadOnlySpan<byte>((void*)value, checked((int)bytes)).ToArray());
        }

        return headers;
    }
}
