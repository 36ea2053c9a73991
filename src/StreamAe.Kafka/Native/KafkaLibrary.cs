using System.Reflection;
using System.Runtime.InteropServices;
using Confluent.Kafka;

namespace StreamAe.Kafka.Native;

/// <summary>
/// The one native library (librdkafka) that Confluent's client and this project call. Whoever is about to use Kafka calls
/// <see cref="Require"/>; a process that does not runs without the library.
/// </summary>
public static class KafkaLibrary
{
    /// <summary>The name that <c>DllImport</c>s carry.</summary>
    internal const string Name = "librdkafka";

    /// <summary>The oldest library that Confluent's client of this version works with in its consumer.</summary>
    private const int OldestVersion = 0x020f0000;

    // In this order: the library built beside the application (build/librdkafka.sh) is there only where the package has none; of the
    // package's builds the first needs libsasl2 of its distribution, the second nothing, the third is for musl.
    private static readonly string[] Candidates = ["librdkafka-streamae", Name, "centos8-librdkafka", "alpine-librdkafka"];

    private static readonly Lazy<Loaded> Library = new(Load);

    /// <summary>Loads the library, once.</summary>
    /// <exception cref="KafkaLibraryException">There is none that can be loaded, or it is too old.</exception>
    public static void Require()
    {
        if (Library.Value.Problem is string problem)
        {
            throw new KafkaLibraryException(problem);
        }
    }

    /// <summary>Which library is in use, for logs.</summary>
    public static string Describe()
    {
        Require();
        return $"{Library.Value.Name} {LibRdKafka.VersionText()}";
    }

    private static Loaded Load()
    {
        Assembly client = typeof(Library).Assembly;
        Loaded loaded = Find(client);
        if (loaded.Problem is not null)
        {
            return loaded;
        }

        NativeLibrary.SetDllImportResolver(client, Resolve);
        NativeLibrary.SetDllImportResolver(typeof(KafkaLibrary).Assembly, Resolve);
        return loaded;

        nint Resolve(string library, Assembly assembly, DllImportSearchPath? paths) =>
            Candidates.Contains(library) ? loaded.Handle : 0;
    }

    private static Loaded Find(Assembly client)
    {
        var problems = new List<string>();
        foreach (string candidate in Candidates)
        {
            try
            {
                nint handle = NativeLibrary.Load(candidate, client, searchPath: null);
                int version = LibRdKafka.VersionOf(handle);
                if (version >= OldestVersion)
                {
                    return new Loaded(handle, candidate, Problem: null);
                }

                problems.Add($"{candidate}: version {version >> 24}.{(version >> 16) & 0xff}.{(version >> 8) & 0xff} is older than 2.15.0");
            }
            catch (Exception error) when (error is DllNotFoundException or BadImageFormatException or EntryPointNotFoundException)
            {
                problems.Add($"{candidate}: {FirstLine(error.Message)}");
            }
        }

        return new Loaded(
            0,
            string.Empty,
            "Kafka cannot be used: the native client library librdkafka could not be loaded. Tried "
            + string.Join("; ", problems)
            + ". It comes with the package librdkafka.redist, or is built by build/librdkafka.sh where that is not served; build StreamAe again "
            + "with one of them. Everything but Kafka sources and sinks works without it.");
    }

    private static string FirstLine(string text) => text.ReplaceLineEndings("\n").Split('\n')[0];

    private sealed record Loaded(nint Handle, string Name, string? Problem);
}
