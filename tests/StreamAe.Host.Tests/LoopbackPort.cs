using System.Net;
using System.Net.Sockets;

namespace StreamAe.Host.Tests;

/// <summary>Ports of this machine that nobody listens at, as far as that can be known beforehand.</summary>
internal static class LoopbackPort
{
    public static int Find()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
