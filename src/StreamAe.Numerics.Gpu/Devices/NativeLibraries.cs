using System.Reflection;
using System.Runtime.InteropServices;
using ILGPU;

namespace StreamAe.Numerics.Gpu.Devices;

/// <summary>
/// The drivers' libraries by the names they really have: ILGPU asks for <c>cuda</c> and <c>OpenCL</c>, which finds <c>libcuda.so</c>, while a machine
/// without the developers' packages has <c>libcuda.so.1</c> alone and would seem to have no device.
/// </summary>
internal static class NativeLibraries
{
    private static readonly Lazy<bool> Resolver = new(() =>
    {
        NativeLibrary.SetDllImportResolver(typeof(Context).Assembly, Resolve);
        return true;
    });

    /// <summary>Before the first device is looked for. Once a process.</summary>
    public static void Register() => _ = Resolver.Value;

    /// <summary>The names under which a driver's library may be found, the usual one first.</summary>
    public static IReadOnlyList<string> NamesOf(string library) => library switch
    {
        "cuda" => ["libcuda.so.1", "libcuda.so", "nvcuda"],
        "OpenCL" or "opencl" => ["libOpenCL.so.1", "libOpenCL.so", "OpenCL"],
        _ => [],
    };

    /// <summary>Whether the driver's library can be loaded.</summary>
    public static bool CanLoad(string library) => Load(library) != 0;

    private static nint Resolve(string library, Assembly assembly, DllImportSearchPath? path) => Load(library);

    /// <summary>0 leaves the name to the runtime's own search.</summary>
    private static nint Load(string library)
    {
        foreach (string name in NamesOf(library))
        {
            if (NativeLibrary.TryLoad(name, out nint handle))
            {
                return handle;
            }
        }

        return 0;
    }
}
