using System.ComponentModel;
using System.Diagnostics;
using System.Net;

namespace StreamAe.EndToEnd.Tests.Cluster;

/// <summary>
/// A network namespace for each silo, joined by a switch in a namespace of its own: the kernel's, made with iproute2 alone. 127.0.0.1 is not
/// the silo's own there but this machine, behind the switch: so servers that listen on nothing else (the mock broker does, and tells its
/// clients that address) are reached as from here, and cut off like any other.
/// </summary>
internal sealed class SiloNetwork : IDisposable
{
    private const string Prefix = "streamae";

    // A silo's namespace has one interface beside its own loopback.
    private const string Interface = "eth0";

    // An address of no machine: what is sent there is lost without a word, as on a broken line.
    private const string Nobody = "02:00:00:00:00:ff";

    // 198.18.0.0/15 is set aside for tests of networks (RFC 2544): eight addresses for each process that tests.
    private const int PrefixLength = 29;
    private static readonly int FirstAddress = (198 << 24) | (18 << 16) | (Environment.ProcessId % (1 << 14) * 8);

    private readonly int _silos;

    private SiloNetwork(int silos) => _silos = silos;

    // An interface's name has 15 characters at most, a process' number seven.
    private static string Here => NameOf(Environment.ProcessId);

    private static string Switch => $"{Here}-switch";

    private static string Gateway => AddressAt(1);

    /// <summary>Null where there can be none, and why.</summary>
    public static SiloNetwork? TryCreate(int silos, out string obstacle)
    {
        obstacle = OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess ? string.Empty : "network namespaces need Linux and root";
        if (obstacle.Length > 0)
        {
            return null;
        }

        var network = new SiloNetwork(silos);
        try
        {
            RemoveAbandoned();
            network.Build();
            return network;
        }
        catch (Exception error) when (error is InvalidOperationException or IOException or UnauthorizedAccessException or Win32Exception)
        {
            network.Dispose();
            obstacle = $"no network of namespaces can be made here: {error.Message}";
            return null;
        }
    }

    /// <summary>A silo's address; every port of it is free.</summary>
    public static string AddressOf(int silo) => AddressAt(2 + silo);

    /// <summary>What runs a program in a silo's namespace, and becomes it.</summary>
    public static IReadOnlyList<string> LauncherOf(int silo) => ["ip", "netns", "exec", NamespaceOf(silo)];

    /// <summary>Pulls its cable: the silo reaches nobody, not even this machine. Nothing tells it.</summary>
    public void CutOff(int silo) => IpIn(Switch, "link", "set", PortOf(silo), "nomaster");

    public void Reconnect(int silo) => IpIn(Switch, "link", "set", PortOf(silo), "master", "switch");

    /// <summary>The silo and the others reach each other no more; this machine is reached.</summary>
    public void CutOffFromOthers(int silo) => ForEachOther(
        silo, (from, to) => IpIn(NamespaceOf(from), "neigh", "replace", AddressOf(to), "lladdr", Nobody, "dev", Interface, "nud", "permanent"));

    public void ReconnectToOthers(int silo) =>
        ForEachOther(silo, (from, to) => IpIn(NamespaceOf(from), "neigh", "del", AddressOf(to), "dev", Interface));

    public void Dispose()
    {
        Remove(Here, [.. Enumerable.Range(0, _silos).Select(NamespaceOf), Switch]);
    }

    private static string NameOf(int process) => $"{Prefix}{process}";

    private static string NamespaceOf(int silo) => $"{Here}-{silo}";

    private static string PortOf(int silo) => $"port{silo}";

    private static string AddressAt(int number) => new IPAddress(IPAddress.HostToNetworkOrder(FirstAddress + number) & 0xFFFFFFFFL).ToString();

    private void Build()
    {
        Ip("netns", "add", Switch);
        IpIn(Switch, "link", "add", "switch", "type", "bridge");
        IpIn(Switch, "link", "set", "switch", "up");
        Ip("link", "add", Here, "type", "veth", "peer", "name", "here", "netns", Switch);
        IpIn(Switch, "link", "set", "here", "master", "switch", "up");
        Ip("addr", "add", $"{Gateway}/{PrefixLength}", "dev", Here);
        Ip("link", "set", Here, "up");
        File.WriteAllText(PassesLoopback(Here), "1");
        for (int silo = 0; silo < _silos; silo++)
        {
            Add(silo);
        }
    }

    private static void Add(int silo)
    {
        string name = NamespaceOf(silo);
        Ip("netns", "add", name);
        IpIn(name, "link", "add", Interface, "type", "veth", "peer", "name", PortOf(silo), "netns", Switch);
        IpIn(Switch, "link", "set", PortOf(silo), "master", "switch", "up");
        IpIn(name, "addr", "add", $"{AddressOf(silo)}/{PrefixLength}", "dev", Interface);
        IpIn(name, "link", "set", "lo", "up");
        IpIn(name, "addr", "del", "127.0.0.1/8", "dev", "lo");
        IpIn(name, "link", "set", Interface, "up");
        Ip("netns", "exec", name, "sh", "-c", $"echo 1 > {PassesLoopback(Interface)}");
        IpIn(name, "route", "add", "127.0.0.1", "via", Gateway, "src", AddressOf(silo));
    }

    /// <summary>The kernel's switch that lets an interface carry addresses of 127.0.0.0/8.</summary>
    private static string PassesLoopback(string link) => $"/proc/sys/net/ipv4/conf/{link}/route_localnet";

    private void ForEachOther(int silo, Action<int, int> apply)
    {
        foreach (int other in Enumerable.Range(0, _silos).Where(s => s != silo))
        {
            apply(silo, other);
            apply(other, silo);
        }
    }

    /// <summary>What test processes left behind that were killed.</summary>
    private static void RemoveAbandoned()
    {
        var names = Ip("netns", "list").Split('\n')
            .Select(line => line.Split(' ')[0])
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .GroupBy(name => name[Prefix.Length..].Split('-')[0]);
        foreach (IGrouping<string, string> process in names.Where(n => int.TryParse(n.Key, out int id) && !Directory.Exists($"/proc/{id}")))
        {
            Remove(NameOf(int.Parse(process.Key)), process);
        }
    }

    /// <summary>The link first and by name: the kernel takes its time for what goes with a namespace.</summary>
    private static void Remove(string link, IEnumerable<string> namespaces)
    {
        TryIp("link", "del", link);
        foreach (string name in namespaces)
        {
            TryIp("netns", "del", name);
        }
    }

    private static void IpIn(string name, params string[] arguments) => Ip(["-n", name, .. arguments]);

    private static string Ip(params string[] arguments)
    {
        (int code, string output) = TryIp(arguments);
        return code == 0 ? output : throw new InvalidOperationException($"ip {string.Join(' ', arguments)} ended with {code}: {output.Trim()}");
    }

    private static (int Code, string Output) TryIp(params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo("ip", arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
        string output = process.StandardOutput.ReadToEnd() + process.StandardError.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output);
    }
}
