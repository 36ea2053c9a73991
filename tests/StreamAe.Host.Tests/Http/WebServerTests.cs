using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using StreamAe.Host.Http;

namespace StreamAe.Host.Tests.Http;

public sealed class WebServerTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Start_APortThatIsTaken_SaysWhich()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        int port = ((IPEndPoint)taken.LocalEndpoint).Port;
        IOException error = await Assert.ThrowsAsync<IOException>(() => WebServer.StartAsync(IPAddress.Loopback, port, _ => { }, Stop));
        Assert.StartsWith($"Nothing can be served at 127.0.0.1:{port}: ", error.Message);
        Assert.Contains("in use", error.Message);
    }

    [Fact]
    public async Task Start_AnAddressOfAnotherMachine_SaysWhich()
    {
        IOException error = await Assert.ThrowsAsync<IOException>(() => WebServer.StartAsync(IPAddress.Parse("192.0.2.1"), 8081, _ => { }, Stop));
        Assert.StartsWith("Nothing can be served at 192.0.2.1:8081: ", error.Message);
    }

    /// <summary>Whatever comes in, the next request is answered.</summary>
    [Theory]
    [InlineData("GET /nowhere HTTP/1.1\r\nHost: x\r\n\r\n", "HTTP/1.1 404 ")]
    [InlineData("POST /here HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nab", "HTTP/1.1 405 ")]
    [InlineData("GET /here/../here HTTP/1.1\r\nHost: x\r\n\r\n", "HTTP/1.1 200 ")]
    [InlineData("GET /here HTTP/1.1\r\n\r\n", "HTTP/1.1 400 ")]
    [InlineData("GET /here HTTP/9.9\r\nHost: x\r\n\r\n", "HTTP/1.1 505 ")]
    [InlineData("\u0016\u0003\u0001\u0002\0\u0001\0\u0001\u00fc\r\n\r\n", "HTTP/1.1 400 ")]
    [InlineData("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "\0\0\b\a")]
    [InlineData("\r\n\r\n\r\n\r\nGET\r\n\r\n", "HTTP/1.1 400 ")]
    public async Task Request_OfAnyKind_IsAnsweredAndHarmless(string request, string expected)
    {
        int port = LoopbackPort.Find();
        await using WebServer server = await StartAsync(port);
        Assert.StartsWith(expected, await AskAsync(port, Encoding.Latin1.GetBytes(request)));
        Assert.StartsWith("HTTP/1.1 200 ", await AskAsync(port, "GET /here HTTP/1.1\r\nHost: x\r\n\r\n"u8.ToArray()));
    }

    [Fact]
    public async Task Request_TooLarge_IsRefused()
    {
        int port = LoopbackPort.Find();
        await using WebServer server = await StartAsync(port);
        string much = new('x', 100_000);
        Assert.StartsWith("HTTP/1.1 414 ", await AskAsync(port, Encoding.Latin1.GetBytes($"GET /{much} HTTP/1.1\r\nHost: x\r\n\r\n")));
        Assert.StartsWith("HTTP/1.1 431 ", await AskAsync(port, Encoding.Latin1.GetBytes($"GET /here HTTP/1.1\r\nHost: x\r\nA: {much}\r\n\r\n")));
        Assert.StartsWith("HTTP/1.1 413 ", await AskAsync(port, "POST /body HTTP/1.1\r\nHost: x\r\nContent-Length: 999999999\r\n\r\n"u8.ToArray()));
        Assert.StartsWith("HTTP/1.1 200 ", await AskAsync(port, "GET /here HTTP/1.1\r\nHost: x\r\n\r\n"u8.ToArray()));
    }

    [Fact]
    public async Task Dispose_WhileAClientSaysNothing_DoesNotWaitForIt()
    {
        int port = LoopbackPort.Find();
        WebServer server = await StartAsync(port);
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port, Stop);
        await client.GetStream().WriteAsync("GET /here HT"u8.ToArray(), Stop);
        await server.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(8), Stop);
    }

    private static Task<WebServer> StartAsync(int port) => WebServer.StartAsync(
        IPAddress.Loopback,
        port,
        routes =>
        {
            routes.MapGet("/here", () => "here");
            routes.MapPost("/body", async context => await context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted));
        },
        Stop);

    /// <returns>The answer until the server is done, or has said what it has to say.</returns>
    private static async Task<string> AskAsync(int port, byte[] request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port, Stop);
        NetworkStream stream = client.GetStream();
        byte[] answer = new byte[4096];
        try
        {
            await stream.WriteAsync(request, Stop);
        }
        catch (IOException)
        {
            // It has refused before it has read all of it.
        }

        int length = await stream.ReadAsync(answer, Stop).AsTask().WaitAsync(TimeSpan.FromSeconds(10), Stop);
        return Encoding.Latin1.GetString(answer, 0, length);
    }
}
