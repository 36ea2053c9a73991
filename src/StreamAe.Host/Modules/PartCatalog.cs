using System.Reflection;
using StreamAe.Monitoring.Modules;

namespace StreamAe.Host.Modules;

/// <summary>
/// The optional parts of this build and what they offer. The build embeds the list as assembly metadata (<c>StreamAe.Part.NAME</c> with
/// the status, <c>StreamAe.PartAssembly.NAME</c> with the assembly); nothing here refers to a type of a part.
/// </summary>
internal sealed class PartCatalog(IReadOnlyList<Part> parts)
{
    private const string StatusKey = "StreamAe.Part.";
    private const string AssemblyKey = "StreamAe.PartAssembly.";

    public IReadOnlyList<Part> Parts => parts;

    /// <summary>The parts recorded in an assembly, by name.</summary>
    public static PartCatalog Read(Assembly assembly)
    {
        ILookup<string, string?> metadata = assembly.GetCustomAttributes<AssemblyMetadataAttribute>().ToLookup(a => a.Key, a => a.Value, StringComparer.Ordinal);
        return new PartCatalog(
            [.. metadata
                .Where(m => m.Key.StartsWith(StatusKey, StringComparison.Ordinal))
                .Select(m => (Name: m.Key[StatusKey.Length..], Status: m.First() ?? string.Empty))
                .OrderBy(m => m.Name, StringComparer.Ordinal)
                .Select(m => new Part(m.Name, m.Status, metadata[AssemblyKey + m.Name].FirstOrDefault() ?? string.Empty))]);
    }

    /// <summary>The parts this executable was built with.</summary>
    public static PartCatalog OfThisBuild() => Read(typeof(PartCatalog).Assembly);

    /// <summary>Looks for a module of a part.</summary>
    /// <param name="part">The part that brings it.</param>
    /// <param name="matches">Chooses among the part's modules.</param>
    /// <param name="module">The module; null where there is none.</param>
    /// <param name="obstacle">Why there is none, to follow "the part NAME, which"; empty where there is one.</param>
    public bool TryFind<T>(string part, Predicate<T> matches, out T? module, out string obstacle)
        where T : class, IHostModule
    {
        module = null;
        Part? known = parts.FirstOrDefault(p => p.Name == part);
        if (known is not { IsIncluded: true })
        {
            obstacle = known is null ? "this version does not know" : $"this build lacks ({known.Status})";
            return false;
        }

        Assembly assembly;
        try
        {
            assembly = Assembly.Load(new AssemblyName(known.AssemblyName));
        }
        catch (Exception error) when (error is IOException or BadImageFormatException or ArgumentException)
        {
            obstacle = $"was built and cannot be loaded ({error.Message})";
            return false;
        }

        module = assembly.GetExportedTypes()
            .Where(type => type is { IsClass: true, IsAbstract: false } && type.IsAssignableTo(typeof(T)) && type.GetConstructor([]) is not null)
            .Select(type => (T)Activator.CreateInstance(type)!)
            .FirstOrDefault(m => m.Part == part && matches(m));
        obstacle = module is null ? $"does not offer it (no {typeof(T).Name} in {known.AssemblyName})" : string.Empty;
        return module is not null;
    }
}
