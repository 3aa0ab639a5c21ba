"""Traces an n by n picture of spheres over a chequered floor, with shadows and reflections."""
import math

from harness import run

SIZES = {"small": 97, "one_second": 360, "ten_seconds": 1100}

FAR = 1e9
TINY = 1e-6


class Vec:
    def __init__(self, x, y, z):
        self.x = x
        self.y = y
        self.z = z

    def __add__(self, other):
        return Vec(self.x + other.x, self.y + other.y, self.z + other.z)

    def __sub__(self, other):
        return Vec(self.x - other.x, self.y - other.y, self.z - other.z)

    def __mul__(self, factor):
        return Vec(self.x * factor, self.y * factor, self.z * factor)

    def dot(self, other):
        return self.x * other.x + self.y * other.y + self.z * other.z

    def length(self):
        return math.sqrt(self.dot(self))

    def normalized(self):
        return self * (1.0 / self.length())

    def reflected(self, normal):
        return self - normal * (2.0 * self.dot(normal))


class Ray:
    def __init__(self, origin, direction):
        self.origin = origin
        self.direction = direction.normalized()

    def at(self, distance):
        return self.origin + self.direction * distance


class Sphere:
    def __init__(self, center, radius, brightness, reflection):
        self.center = center
        self.radius = radius
        self.brightness = brightness
        self.reflection = reflection

    def hit(self, ray):
        """The distance to the nearest hit in front of the ray, or None."""
        to_center = self.center - ray.origin
        along = to_center.dot(ray.direction)
        squared = self.radius * self.radius - to_center.dot(to_center) + along * along
        if squared < 0.0:
            return None
        half = math.sqrt(squared)
        if along - half > TINY:
            return along - half
        if along + half > TINY:
            return along + half
        return None

    def normal_at(self, point):
        return (point - self.center).normalized()

    def brightness_at(self, point):
        return self.brightness


class Floor:
    def __init__(self, height, reflection):
        self.height = height
        self.reflection = reflection
        self.normal = Vec(0.0, 1.0, 0.0)

    def hit(self, ray):
        if abs(ray.direction.y) < TINY:
            return None
        distance = (self.height - ray.origin.y) / ray.direction.y
        return distance if distance > TINY else None

    def normal_at(self, point):
        return self.normal

    def brightness_at(self, point):
        return 0.9 if (math.floor(point.x) + math.floor(point.z)) % 2 else 0.3


class Scene:
    def __init__(self, objects, light):
        self.objects = objects
        self.light = light

    def nearest(self, ray):
        found = None
        nearest = FAR
        for thing in self.objects:
            distance = thing.hit(ray)
            if distance is not None and distance < nearest:
                nearest = distance
                found = thing
        return found, nearest

    def in_shadow(self, point, to_light):
        distance_to_light = to_light.length()
        ray = Ray(point, to_light)
        for thing in self.objects:
            distance = thing.hit(ray)
            if distance is not None and distance < distance_to_light:
                return True
        return False

    def trace(self, ray, depth=3):
        thing, distance = self.nearest(ray)
        if thing is None:
            return 0.2 + 0.3 * max(ray.direction.y, 0.0)
        point = ray.at(distance)
        normal = thing.normal_at(point)
        to_light = self.light - point
        light = 0.1
        if not self.in_shadow(point, to_light):
            light += 0.9 * max(normal.dot(to_light.normalized()), 0.0)
        brightness = light * thing.brightness_at(point)
        if depth > 0 and thing.reflection > 0.0:
            mirrored = self.trace(Ray(point, ray.direction.reflected(normal)), depth - 1)
            brightness = brightness * (1.0 - thing.reflection) + mirrored * thing.reflection
        return brightness


def make_scene():
    objects = [Floor(-1.0, 0.1)]
    for index in range(5):
        angle = index * 1.2566370614359172
        center = Vec(2.0 * math.cos(angle), 0.3 * index - 0.5, 6.0 + 2.0 * math.sin(angle))
        objects.append(Sphere(center, 0.8, 0.4 + 0.1 * index, 0.1 * index))
    return Scene(objects, Vec(-5.0, 8.0, -3.0))


def main(n):
    scene = make_scene()
    eye = Vec(0.0, 0.5, -2.0)
    rows = []
    for row in range(n):
        y = 1.0 - 2.0 * row / n
        total = 0.0
        for column in range(n):
            x = 2.0 * column / n - 1.0
            total += scene.trace(Ray(eye, Vec(x, y, 2.0)))
        rows.append(total / n)
    return f"{sum(rows) / n:.9f} {rows[n // 2]:.9f}"


if __name__ == "__main__":
    run(main, SIZES)
