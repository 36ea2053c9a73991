using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using StreamAe.EndToEnd.Tests.Health;
using StreamAe.EndToEnd.Tests.Kafka;
using StreamAe.Host.Tests.Tls;
using StreamAe.MockBroker;
using StreamAe.Storage.Tests.Support;

namespace StreamAe.EndToEnd.Tests.Cluster;

/// <summary>
/// Three processes that are one cluster over TLS, and others that would like to be: without TLS, of another authority, or of one that the cluster
/// does not know. They are told why, and the cluster goes on.
/// </summary>
[Collection(FaultCollection.Name)]
public sealed class TlsClusterTests : IAsyncDisposable
{
    private static readonly string[] Silos = ["one", "two", "three"];
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly TestAuthority _authority = new();
    private readonly TestAuthority _stranger = new("Strange Root");
    private readonly List<HealthProbe> _probes = [];
    private readonly List<StreamAeProcess> _processes = [];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync()
    {
        _processes.ForEach(p => p.Dispose());
        _probes.ForEach(p => p.Dispose());
        _authority.Dispose();
        _stranger.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Run_SilosOverTls_JudgeAsOne_AndKeepOthersOut()
    {
        OrleansPart.SkipWhereLeftOut();
        Assert.SkipWhen(PostgresServer.Missing is not null, PostgresServer.Missing ?? "");
        using PostgresServer database = PostgresServer.Start();
        await using MockBrokerProcess broker = await KafkaFaultTests.StartBrokerAsync();
        using var folder = new PlantFolder(broker.BootstrapServers);
        await using var ledger = new VerdictLedger(broker.BootstrapServers);
        await using var producer = new PlantProducer(broker.BootstrapServers, perSecond: 300);
        File.WriteAllText(folder.At("ca.pem"), _authority.Pem);
        int[] ports = [.. Silos.Select(_ => LoopbackPort.Find())];
        for (int i = 0; i < Silos.Length; i++)
        {
            WriteCertificate(folder, Silos[i], _authority.Issue(Silos[i], names: ["plant.example"]));
            WriteService(folder, broker, database, Silos[i], ports[i], Tls(Silos[i], "ca.pem", ", peerName: plant.example"));
            _processes.Add(folder.Start(Silos[i]));
        }

        foreach ((StreamAeProcess process, HealthProbe probe) in _processes.Zip(_probes))
        {
            await process.WaitForErrorAsync("Answers /health/live");
            await probe.WaitForAsync("ready", process);
        }

        await WaitForMembersAsync(3);
        await AssertRefusedAsync(folder, broker, database, "plain", "", "speaks TLS, and this process has no runtime.tls");

        WriteCertificate(folder, "stranger", _stranger.Issue("stranger", names: ["plant.example"]));
        File.WriteAllText(folder.At("strange-ca.pem"), _stranger.Pem);
        await AssertRefusedAsync(
            folder, broker, database, "stranger", Tls("stranger", "strange-ca.pem"), "was issued by CN=Plant Root and does not lead to CN=Strange Root");

        // It trusts the cluster, and not the other way round.
        File.WriteAllText(folder.At("both-ca.pem"), _stranger.Pem + "\n" + _authority.Pem);
        await AssertRefusedAsync(folder, broker, database, "admirer", Tls("stranger", "both-ca.pem"), "does not accept the certificate CN=stranger of this process");
        Assert.Contains(_processes, p => p.Captured().Contains("A process was kept out of the cluster: its certificate CN=stranger was issued by CN=Strange Root"));

        await AssertPortSpeaksTlsOnlyAsync(ports[0]);
        await AssertRenewalNeedsNoRestartAsync(folder, ports[0]);

        // A member starts again, with members at work that have the old certificate and the new one.
        await KafkaFaultTests.EndsInTimeAsync(_processes[1]);
        _processes[1].Dispose();
        _processes[1] = folder.Start(Silos[1]);
        await _processes[1].WaitForErrorAsync("Answers /health/live");
        await _probes[1].WaitForAsync("ready", _processes[1]);
        await WaitForMembersAsync(3);
        await producer.StopAsync();
        await ledger.AssertCompleteAsync(producer.Sent, Patience, () => string.Concat(_processes.Select(p => p.Captured())));
        foreach (StreamAeProcess process in _processes)
        {
            await KafkaFaultTests.EndsInTimeAsync(process);
        }
    }

    [Fact]
    public async Task Run_AnExpiredCertificate_IsAWrongConfiguration()
    {
        OrleansPart.SkipWhereLeftOut();
        using var folder = new PlantFolder("localhost:1");
        File.WriteAllText(folder.At("ca.pem"), _authority.Pem);
        WriteCertificate(folder, "old", _authority.Issue(to: new DateTimeOffset(2021, 1, 1, 0, 0, 0, TimeSpan.Zero)));
        folder.WriteService("old", "localhost:1", runtime: $"{{kind: orleans{Tls("old", "ca.pem")}}}");
        ProcessResult result = await folder.Start("old").WaitForExitAsync();
        Assert.Equal(2, result.ExitCode);
        Assert.Contains(": runtime.tls.certificate: old.pem holds CN=silo, which is valid from 2020-01-01 00:00:00Z to 2021-01-01 00:00:00Z only;", result.Error);
    }

    /// <summary>Not one byte of an answer comes to who does not prove himself.</summary>
    private async Task AssertPortSpeaksTlsOnlyAsync(int port)
    {
        // As a silo without TLS begins: a length, then what it has to say.
        byte[] preamble = [32, 0, 0, 0, .. new byte[32]];
        using (TcpClient plain = await ConnectAsync(port))
        {
            await plain.GetStream().WriteAsync(preamble, Stop);
            byte[] answer = new byte[64];
            int length = await ReadAsync(plain.GetStream(), answer);
            const byte Alert = 21;
            Assert.True(length == 0 || answer[0] == Alert, $"It said {Convert.ToHexString(answer, 0, length)}.");
        }

        // None; of another authority; expired; for servers only; without the cluster's name.
        string[] names = ["plant.example"];
        (string Certificate, string Key)?[] refused =
        [
            null,
            _stranger.Issue("stranger", names: names),
            _authority.Issue("expired", to: new DateTimeOffset(2021, 1, 1, 0, 0, 0, TimeSpan.Zero), names: names),
            _authority.Issue("server", names: names, usages: [TestAuthority.ServerUsage]),
            _authority.Issue("nameless"),
        ];
        foreach ((string Certificate, string Key)? shown in refused)
        {
            Assert.True(await IsClosedAsync(port, shown, TimeSpan.FromSeconds(4)));
        }

        // A silo waits for the first words of who is let in.
        Assert.False(await IsClosedAsync(port, _authority.Issue("asker", names: names), TimeSpan.FromSeconds(1)));
    }

    private async Task<bool> IsClosedAsync(int port, (string Certificate, string Key)? shown, TimeSpan limit)
    {
        using X509Certificate2? own = shown is { } pem ? X509Certificate2.CreateFromPem(pem.Certificate, pem.Key) : null;
        using TcpClient client = await ConnectAsync(port);
        await using SslStream secured = await ShakeHandsAsync(client, own);
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        waiting.CancelAfter(limit);
        try
        {
            return await secured.ReadAsync(new byte[64], waiting.Token) == 0;
        }
        catch (IOException)
        {
            return true; // By an alert.
        }
        catch (OperationCanceledException) when (!Stop.IsCancellationRequested)
        {
            return false;
        }
    }

    private async Task AssertRenewalNeedsNoRestartAsync(PlantFolder folder, int port)
    {
        Assert.Equal("CN=one", await SubjectAtAsync(port));
        WriteCertificate(folder, "one", _authority.Issue("one-renewed", names: ["plant.example"]));
        Assert.Equal("CN=one-renewed", await SubjectAtAsync(port));
    }

    private async Task<string> SubjectAtAsync(int port)
    {
        (string certificate, string key) = _authority.Issue("asker", names: ["plant.example"]);
        using X509Certificate2 own = X509Certificate2.CreateFromPem(certificate, key);
        using TcpClient client = await ConnectAsync(port);
        await using SslStream secured = await ShakeHandsAsync(client, own);
        return secured.RemoteCertificate!.Subject;
    }

    private async Task<SslStream> ShakeHandsAsync(TcpClient client, X509Certificate2? own)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.ImportFromPem(_authority.Pem);
        var secured = new SslStream(client.GetStream());
        try
        {
            await secured.AuthenticateAsClientAsync(
                new SslClientAuthenticationOptions
                {
                    TargetHost = "plant.example",
                    ClientCertificateContext = own is null ? null : SslStreamCertificateContext.Create(own, null, offline: true),
                    CertificateChainPolicy = policy,
                },
                Stop);
        }
        catch (Exception error) when (own is null && error is IOException or AuthenticationException)
        {
            // Some versions of TLS refuse within the handshake.
        }

        return secured;
    }

    private static async Task<TcpClient> ConnectAsync(int port)
    {
        var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port, Stop);
        return client;
    }

    private static Task<int> ReadAsync(Stream stream, byte[] buffer) => stream.ReadAsync(buffer, Stop).AsTask().WaitAsync(TimeSpan.FromSeconds(20), Stop);

    private async Task AssertRefusedAsync(
        PlantFolder folder, MockBrokerProcess broker, PostgresServer database, string name, string tls, string expected)
    {
        WriteService(folder, broker, database, name, LoopbackPort.Find(), tls);
        using StreamAeProcess process = folder.Start(name);
        ProcessResult result = await process.WaitForExitAsync();
        Assert.Equal(1, result.ExitCode);
        string last = result.Error.TrimEnd('\n').Split('\n')[^1];
        Assert.StartsWith("streamae: The silo of cluster streamae could not start at 127.0.0.1:", last);
        Assert.Contains(expected, last);
        _probes[^1].Dispose();
        _probes.RemoveAt(_probes.Count - 1);
    }

    private async Task WaitForMembersAsync(int members)
    {
        foreach ((StreamAeProcess process, HealthProbe probe) in _processes.Zip(_probes))
        {
            await probe.WaitForMembersAsync(members, TimeSpan.FromSeconds(30), process);
        }
    }

    private void WriteService(PlantFolder folder, MockBrokerProcess broker, PostgresServer database, string name, int port, string tls)
    {
        var probe = new HealthProbe();
        _probes.Add(probe);
        folder.WriteService(
            name,
            broker.BootstrapServers,
            $"{SharedStoreTests.StoreOf(database, name)}\n{probe.Yaml}",
            runtime: $"{{kind: orleans, port: {port}, pollRows: 500{tls}}}",
            data: $"state-{name}",
            sessionMs: 2500);
    }

    private static string Tls(string name, string ca, string more = "") => $", tls: {{certificate: {name}.pem, key: {name}.key, ca: {ca}{more}}}";

    private static void WriteCertificate(PlantFolder folder, string name, (string Certificate, string Key) issued)
    {
        File.WriteAllText(folder.At($"{name}.pem"), issued.Certificate);
        File.WriteAllText(folder.At($"{name}.key"), issued.Key);
    }
}
