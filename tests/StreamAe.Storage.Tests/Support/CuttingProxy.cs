using System.Net;
using System.Net.Sockets;

namespace StreamAe.Storage.Tests.Support;

/// <summary>Stands between a store and its server, and on demand loses the answer to the next COMMIT together with the connection.</summary>
internal sealed class CuttingProxy : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly int _serverPort;
    private readonly CancellationTokenSource _stop = new();
    private int _armed;

    public CuttingProxy(int serverPort)
    {
        _serverPort = serverPort;
        _listener.Start();
        _ = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Answers that were lost.</summary>
    public int Cuts { get; private set; }

    public void CutNextCommit() => Interlocked.Exchange(ref _armed, 1);

    public void Dispose()
    {
        _stop.Cancel();
        _listener.Stop();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token));
            }
        }
        catch (Exception error) when (error is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        using (var server = new TcpClient())
        {
            await server.ConnectAsync(IPAddress.Loopback, _serverPort, _stop.Token);
            var connection = new Connection();
            await Task.WhenAny(
                PumpAsync(client.GetStream(), server.GetStream(), connection, isQuestion: true),
                PumpAsync(server.GetStream(), client.GetStream(), connection, isQuestion: false));
        }
    }

    private async Task PumpAsync(NetworkStream from, NetworkStream to, Connection connection, bool isQuestion)
    {
        byte[] buffer = new byte[65536];
        try
        {
            while (await from.ReadAsync(buffer, _stop.Token) is int read and > 0)
            {
                if (isQuestion && buffer.AsSpan(0, read).IndexOf("COMMIT\0"u8) >= 0 && Interlocked.Exchange(ref _armed, 0) == 1)
                {
                    connection.IsCut = true;
                }

                if (!isQuestion && connection.IsCut)
                {
                    // The server has answered, so it has done it.
                    Cuts++;
                    return;
                }

                await to.WriteAsync(buffer.AsMemory(0, read), _stop.Token);
            }
        }
        catch (Exception error) when (error is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // One side is gone: so is the other.
        }
    }

    private sealed class Connection
    {
        public volatile bool IsCut;
    }
}
