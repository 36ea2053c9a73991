using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace StreamAe.Storage.Tests.Support;

/// <summary>
/// A PostgreSQL server of the tests' own, in a temporary folder, on 127.0.0.1 and a free port, with a password and with every commit on the
/// disk. Runs as user postgres where the tests run as root, which PostgreSQL refuses. <see cref="Dispose"/> ends it and removes the folder.
/// </summary>
internal sealed class PostgresServer : IDisposable
{
    public const string User = "streamae";
    public const string Password = "correct horse";

    private static readonly string[] Folders = [.. Enumerable.Range(0, 5).Select(i => $"/usr/lib/postgresql/{19 - i}/bin"), "/usr/bin", "/usr/local/bin"];

    private readonly string _binaries;
    private readonly string _root;
    private bool _running;

    private PostgresServer(string binaries, string root, int port)
    {
        _binaries = binaries;
        _root = root;
        Port = port;
    }

    /// <summary>Why no server can be started on this machine; null where one can.</summary>
    public static string? Missing => FindBinaries() is null
        ? $"PostgreSQL's initdb is in none of {string.Join(", ", Folders)} (Debian: apt-get install postgresql)"
        : null;

    public int Port { get; }

    public static PostgresServer Start()
    {
        string binaries = FindBinaries() ?? throw new InvalidOperationException(Missing);
        string root = Directory.CreateTempSubdirectory("streamae-pg-").FullName;
        var server = new PostgresServer(binaries, root, FreePort());
        try
        {
            File.WriteAllText(Path.Combine(root, "password"), Password);
            if (Environment.IsPrivilegedProcess)
            {
                Run("chown", "-R", "postgres:postgres", root);
            }

            server.RunBinary(
                "initdb", "-D", server.Data, "-U", User, "-A", "scram-sha-256", "--pwfile", Path.Combine(root, "password"), "-E", "UTF8", "--locale", "C", "--no-sync");

            // It listens on 127.0.0.1 alone; a test's network namespace reaches that with an address of its own.
            File.AppendAllText(Path.Combine(server.Data, "pg_hba.conf"), "host all all all scram-sha-256\n");
            server.Restart();
            return server;
        }
        catch
        {
            server.Dispose();
            throw;
        }
    }

    public string ConnectionString(string database, string user = User, string password = Password) =>
        $"Host=127.0.0.1;Port={Port.ToString(CultureInfo.InvariantCulture)};Database={database};Username={user};Password={password}";

    /// <summary>Starts it again where it was stopped.</summary>
    public void Restart()
    {
        string settings = $"-p {Port.ToString(CultureInfo.InvariantCulture)} -k {_root} -c listen_addresses=127.0.0.1 -c fsync=on -c max_connections=200";
        RunBinary("pg_ctl", "-D", Data, "-w", "-t", "60", "-l", Path.Combine(_root, "log"), "-o", settings, "start");
        _running = true;
    }

    /// <param name="immediate">Like a crash: it recovers from its log afterwards. Else it ends its sessions and writes everything.</param>
    public void Stop(bool immediate = false)
    {
        if (_running)
        {
            _running = false;
            RunBinary("pg_ctl", "-D", Data, "-w", "-m", immediate ? "immediate" : "fast", "stop");
        }
    }

    public void Dispose()
    {
        Stop(immediate: true);
        Directory.Delete(_root, recursive: true);
    }

    private string Data => Path.Combine(_root, "data");

    private static string? FindBinaries() => Array.Find(Folders, f => File.Exists(Path.Combine(f, "initdb")));

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private void RunBinary(string name, params string[] arguments)
    {
        string path = Path.Combine(_binaries, name);
        if (Environment.IsPrivilegedProcess)
        {
            Run("setpriv", ["--reuid=postgres", "--regid=postgres", "--init-groups", "--", path, .. arguments]);
        }
        else
        {
            Run(path, arguments);
        }
    }

    private static void Run(string program, params string[] arguments)
    {
        // The server inherits the streams of pg_ctl and lives on: it must not hold pipes that are read to their end here.
        bool starts = arguments is [.., "start"];
        using Process process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = !starts,
            RedirectStandardError = !starts,
            WorkingDirectory = Path.GetTempPath(),
        })!;
        string said = starts ? string.Empty : process.StandardOutput.ReadToEnd() + process.StandardError.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}: {said}");
        }
    }
}
