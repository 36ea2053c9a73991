using System.Globalization;
using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.Cuda;
using ILGPU.Runtime.OpenCL;
using StreamAe.Monitoring.Modules;

namespace StreamAe.Numerics.Gpu.Devices;

/// <summary>The devices of this machine that kernels can run on. A processor that only plays a device is none: it is slower than SIMD by far.</summary>
internal static class DeviceCatalog
{
    /// <summary>The devices, then what is missing, each with the reason.</summary>
    public static IReadOnlyList<ComputeDevice> List()
    {
        var devices = new List<ComputeDevice>();
        using Context context = Open();
        foreach (Device device in Find(context))
        {
            devices.Add(new ComputeDevice(devices.Count, device.Name, KindOf(device), device.MemorySize, null));
        }

        AddMissing(devices, AcceleratorType.Cuda, "cuda", "an NVIDIA GPU needs its driver");
        AddMissing(devices, AcceleratorType.OpenCL, "OpenCL", "an OpenCL device needs a driver's loader (Debian: ocl-icd-libopencl1 and the vendor's driver)");
        return devices;
    }

    /// <summary>Opens the device of that number in <see cref="List"/>.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public static GpuDevice Open(int number)
    {
        Context context = Open();
        try
        {
            Device[] devices = Find(context);
            if (number < 0 || number >= devices.Length)
            {
                throw new InvalidOperationException(string.Create(
                    CultureInfo.InvariantCulture, $"There is no device {number}: this machine shows {devices.Length}. See streamae devices."));
            }

            return new GpuDevice(context, devices[number].CreateAccelerator(context), specializes: true);
        }
        catch
        {
            context.Dispose();
            throw;
        }
    }

    private static Context Open()
    {
        NativeLibraries.Register();
        return Context.Create(builder => builder.Cuda().OpenCL().Optimize(OptimizationLevel.O2));
    }

    /// <summary>In a context that finds no device ILGPU puts the processor that plays one.</summary>
    private static Device[] Find(Context context) => [.. context.Devices.Where(d => d.AcceleratorType != AcceleratorType.CPU)];

    private static void AddMissing(List<ComputeDevice> devices, AcceleratorType type, string library, string need)
    {
        string kind = type.ToString();
        if (devices.Exists(d => d.Kind == kind))
        {
            return;
        }

        string obstacle = NativeLibraries.CanLoad(library)
            ? $"{NativeLibraries.NamesOf(library)[0]} is there and shows no device that fits"
            : $"{NativeLibraries.NamesOf(library)[0]} cannot be loaded: {need}";
        devices.Add(new ComputeDevice(null, "none", kind, 0, obstacle));
    }

    private static string KindOf(Device device) => device.AcceleratorType.ToString();
}
