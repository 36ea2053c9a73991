using StreamAe.Host.Configuration;
using StreamAe.Host.Modules;

namespace StreamAe.Host.Tests.Configuration;

/// <summary>A folder with a service configuration and what it names: two monitors and a file for each.</summary>
internal sealed class ServiceFolder : IDisposable
{
    /// <summary>Correct, with the files of the folder.</summary>
    public const string Valid =
        """
        data: state
        monitors: [a.yaml, b.yaml]
        sources:
          - {name: one, kind: files, paths: ["in/*.csv"]}
          - {name: two, kind: simulator, stream: pumps}
        """;

    private readonly TestFolder _folder = new();

    public ServiceFolder()
    {
        _folder.Write("a.yaml", "monitor: a\nsource: one\n");
        _folder.Write("b.yaml", "monitor: b\nsource: two\nfeatures: [flow, pressure]\n");
        _folder.Write("in/1.csv", "entity,t,x,y\ne,1,2,3\n");
    }

    public string Root => _folder.Root;

    public string Write(string name, string text) => _folder.Write(name, text);

    public ServiceFileResult Load(string yaml, params ReadOnlySpan<Part> parts)
    {
        string path = Write("s.yaml", yaml);
        return ServiceFile.Load(path, new PartCatalog([.. parts]));
    }

    /// <summary>The errors without the folder before the file name.</summary>
    public string[] Errors(string yaml, params ReadOnlySpan<Part> parts) =>
        [.. Load(yaml, parts).Errors.Select(e => e.ToString().Replace(Root + "/", ""))];

    public void Dispose() => _folder.Dispose();
}
