using System.Globalization;
using StreamAe.Monitoring.Modules;

namespace StreamAe.Host.Services;

/// <summary>Devices in words.</summary>
internal static class DeviceText
{
    public static string Of(ComputeDevice device) => $"{device.Name}, {device.Kind}, {Memory(device)}";

    /// <summary><c>139.7 GiB</c></summary>
    public static string Memory(ComputeDevice device) => string.Create(CultureInfo.InvariantCulture, $"{device.MemoryBytes / (double)(1L << 30):0.0} GiB");
}
